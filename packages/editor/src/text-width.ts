/**
 * About how wide a text is in Geist semi-bold, in pixels: the layout must know before anything is drawn, and the same
 * on server and browser. Off by a few per cent, on the wide side.
 */
export function textWidth(text: string, sizePx: number): number {
  let units = 0
  for (const letter of text)
    units += widths.get(letter) ?? (letter >= '⺀' ? 1 : letter === letter.toUpperCase() ? 0.67 : 0.565)
  return units * sizePx
}

const widths = new Map<string, number>([
  ...[..."ijl|.,:;!’‘'"].map((letter): [string, number] => [letter, 0.27]),
  ...[...'frt()[]-1 '].map((letter): [string, number] => [letter, 0.36]),
  ...[...'mwMW@%'].map((letter): [string, number] => [letter, 0.88]),
  ...[...'023456789·#“”'].map((letter): [string, number] => [letter, 0.6]),
])

/** How many lines a text takes, words kept whole; at most `most`. */
export function lineCount(text: string, sizePx: number, widthPx: number, most: number): number {
  let lines = 1
  let used = 0
  const space = textWidth(' ', sizePx)
  for (const word of text.split(' ')) {
    const width = textWidth(word, sizePx)
    if (used > 0 && used + space + width > widthPx) {
      lines++
      used = width
    } else used += (used > 0 ? space : 0) + width
  }
  return Math.min(lines, most)
}
