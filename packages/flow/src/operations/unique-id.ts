const MAX_LENGTH = 40

/** The wished id, or with the lowest number behind it that is free. The same document always gives the same id. */
export function uniqueId(wish: string, taken: ReadonlySet<string>): string {
  const base = wish.slice(0, MAX_LENGTH)
  if (!taken.has(base)) return base
  for (let count = 2; ; count += 1) {
    const id = `${wish.slice(0, MAX_LENGTH - String(count).length)}${count}`
    if (!taken.has(id)) return id
  }
}
