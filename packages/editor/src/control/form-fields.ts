/** What mappings call a field that asks for `label`: "Order number" → `orderNumber`, and another when that is taken. */
export function nameOf(label: string, taken: readonly string[]): string {
  const words = label
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 ]+/g, '')
    .trim()
    .split(/\s+/)
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
  const joined = words.join('').slice(0, 40)
  const base = /^[A-Za-z]/.test(joined) ? joined : `field${joined}`
  let name = base
  for (let number = 2; taken.includes(name); number += 1) name = `${base}${number}`
  return name
}

export function moveField<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from]
  if (item === undefined || to < 0 || to >= list.length) return [...list]
  return list.toSpliced(from, 1).toSpliced(to, 0, item)
}

/** One a line. The line being written stays, empty ones before it go. */
export function choicesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trimStart())
  return lines.filter((line, index) => line !== '' || (index === lines.length - 1 && index > 0))
}
