const FIRST = 'New flow'
const PROPOSED = /^New flow( \d+)?$/

/** "New flow", or "New flow 3" where the ones before it are taken. */
export function proposedName(taken: readonly string[]): string {
  const names = new Set(taken)
  const free = Array.from({ length: names.size + 1 }, (_, index) => (index === 0 ? FIRST : `${FIRST} ${index + 1}`))
  return free.find((name) => !names.has(name)) ?? FIRST
}

/** Nobody has named it yet. */
export const isProposedName = (name: string): boolean => PROPOSED.test(name)
