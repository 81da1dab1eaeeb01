import type { Problem } from '@patchbay/flow/problem'

/**
 * Text in what was sent that PostgreSQL keeps neither as text nor as jsonb, as coded problems with the path of each: the
 * character U+0000, and half of a surrogate pair. Looked for at the doors, so that no input has to think of it.
 */
export function unreadableText(input: unknown): Problem[] {
  const problems: Problem[] = []
  const rest = [{ value: input, path: '' }]
  // It grows as it is walked: however deep something is nested, no stack runs over.
  for (const { value, path } of rest) {
    if (typeof value === 'string') problems.push(...problemIn(value, path, quoted(path)))
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      problems.push(...problemIn(name, path, `A name in ${quoted(path)}`))
      rest.push({ value: inner, path: path === '' ? name : `${path}.${name}` })
    }
  }
  return problems.slice(0, MAX_TOLD)
}

const MAX_TOLD = 20
const NOTHING = '\u0000'

const quoted = (path: string): string => (path === '' ? 'it' : `“${path}”`)

function problemIn(text: string, field: string, where: string): Problem[] {
  if (text.isWellFormed() && !text.includes(NOTHING)) return []
  const letters = [...text]
  const at = letters.findIndex((letter) => letter === NOTHING || !letter.isWellFormed())
  const why =
    letters[at] === NOTHING
      ? `U+0000 at place ${at + 1}, a character that cannot be kept. Take it out.`
      : `half of a character at place ${at + 1}, as of an emoji that was cut in two. Type it anew, or take it out.`
  return [{ code: 'text_unreadable', severity: 'error', message: `${where} holds ${why}`, field }]
}
