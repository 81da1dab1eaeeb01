import { fail, ok, type Result } from '../result.ts'

const MAX_NAME = 120

export function readFlowName(raw: string): Result<string> {
  const name = raw.trim()
  if (name === '' || name.length > MAX_NAME)
    return fail('invalid', `Give the flow a name of up to ${MAX_NAME} characters.`)
  return ok(name)
}
