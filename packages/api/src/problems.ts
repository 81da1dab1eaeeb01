import type { Problem } from '@patchbay/flow/problem'
import type { ZodError } from 'zod'

/** A request that does not fit its schema, as coded problems with the path of each. */
export function problemsOf(error: ZodError): Problem[] {
  return error.issues.map((issue) => ({
    code: `request_${issue.code}`,
    severity: 'error',
    message: issue.message,
    field: issue.path.map(String).join('.'),
  }))
}
