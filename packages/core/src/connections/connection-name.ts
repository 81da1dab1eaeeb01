import { fail, ok, type Result } from '../result.ts'

const MAX_NAME = 80

/** A name as a person typed it, without the blanks around it. */
export function connectionName(typed: string): Result<string> {
  const name = typed.trim()
  if (name !== '' && name.length <= MAX_NAME) return ok(name)
  return fail('invalid', `Give the connection a name of up to ${MAX_NAME} characters.`)
}
