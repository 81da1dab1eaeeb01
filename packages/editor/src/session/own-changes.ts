import type { Operation } from '@patchbay/flow/operations'
import { isSame } from './changed-fields.ts'
import type { RemoteChange } from './session-types.ts'

/**
 * How many of the changes, from the first on, are what this person sent: it did arrive, only its answer was lost on the
 * way. Null when they are not.
 */
export function countOwn(changes: readonly RemoteChange[], sent: readonly Operation[], me: string): number | null {
  const wanted = sent.flatMap(singles)
  const seen: Operation[] = []
  for (const [index, { author, operation }] of changes.entries()) {
    if (author.id !== me) return null
    seen.push(...singles(operation))
    if (seen.length >= wanted.length) return isSame(seen, wanted) ? index + 1 : null
  }
  return null
}

function singles(operation: Operation): Operation[] {
  return operation.kind === 'batch' ? operation.operations.flatMap(singles) : [operation]
}
