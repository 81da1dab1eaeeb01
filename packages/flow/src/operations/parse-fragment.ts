import { parseWith } from '../parse-with.ts'
import type { Problem } from '../problem.ts'
import type { Result } from '../result.ts'
import type { Fragment } from './add-fragment.ts'
import { fragmentSchema } from './operation-schemas.ts'

/** Reads what came from the clipboard or a file. */
export function parseFragment(raw: unknown): Result<Fragment, Problem[]> {
  return parseWith(fragmentSchema, raw)
}
