/** "1 run", "18 runs"; `words` is the plural where adding an s does not make it. */
export function counted(count: number, word: string, words = `${word}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? word : words}`
}

/** "99.31" of a share between 0 and 1, with as many digits as say something. */
export function percentWords(share: number): string {
  const percent = share * 100
  if (percent === 100 || percent === 0) return percent.toFixed(0)
  const digits = percent >= 99 || percent <= 1 ? 2 : 1
  const cut = Math.floor(percent * 10 ** digits) / 10 ** digits
  // A number, so that a zero after the point says nothing and goes.
  return String(Number(cut.toFixed(digits)))
}

/** "+8.2%", "-31" … with a real minus sign. */
export function signed(value: number, text: string): string {
  return value < 0 ? `−${text}` : `+${text}`
}

/** "EasyPost" in front of what a person does not need to read twice. */
export function sentenceCase(text: string): string {
  return text === '' ? text : text[0]?.toUpperCase() + text.slice(1)
}

/** What a vendor said, closed by a full stop where it left that out: more follows it. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  return trimmed === '' || /[.!?…]["”')]?$/.test(trimmed) ? trimmed : `${trimmed}.`
}

/** "Order journey, HubSpot and 2 more" */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}

/** "2.1 kB" */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** A duration of a figure card: number and unit apart. */
export function figureOfMs(ms: number): { value: string; unit: string } {
  if (ms < 1000) return { value: Math.round(ms).toString(), unit: 'ms' }
  if (ms < 60_000) return { value: (ms / 1000).toFixed(1), unit: 's' }
  if (ms < 3_600_000) return { value: (ms / 60_000).toFixed(1), unit: 'min' }
  return { value: (ms / 3_600_000).toFixed(1), unit: 'h' }
}
