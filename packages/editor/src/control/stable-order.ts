/** The names there are, in the order they were first seen, new ones last: a row does not move because it was edited. */
export function stableOrder(seen: readonly string[], names: readonly string[]): string[] {
  return [...seen.filter((name) => names.includes(name)), ...names.filter((name) => !seen.includes(name))]
}
