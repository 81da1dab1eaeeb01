export type Line = { id: number; name: string; value: string }

const NAME = /^[a-z][A-Za-z0-9_]{0,39}$/

export const toLines = (variables: Record<string, string>): Line[] =>
  Object.keys(variables)
    .sort()
    .map((name, id) => ({ id, name, value: variables[name] ?? '' }))

/** Lines that nobody has filled in are left out. */
export const variablesOf = (lines: readonly Line[]): Record<string, string> =>
  Object.fromEntries(
    lines
      .filter(({ name, value }) => name.trim() !== '' || value !== '')
      .map(({ name, value }) => [name.trim(), value] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

/** What keeps them from being saved, in a sentence. */
export function variablesTrouble(lines: readonly Line[]): string | null {
  const names = lines.filter(({ name, value }) => name.trim() !== '' || value !== '').map(({ name }) => name.trim())
  const bad = names.find((name) => !NAME.test(name))
  if (bad === '') return 'Each value needs a name.'
  if (bad !== undefined) return `“${bad}” cannot be a name: begin with a small letter, then letters, digits and _.`
  const double = names.find((name, index) => names.indexOf(name) !== index)
  return double === undefined ? null : `“${double}” is there twice.`
}
