import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import { type Result, succeed } from '@patchbay/flow/result'
import { changedFields, isSame } from './changed-fields.ts'
import { fitPatch } from './fit-patch.ts'
import { withValue } from './set-field.ts'

type Done = { operation: Operation | null; document: FlowDocument }

/**
 * Makes a change that was made for the draft `meant` on the draft as it is now, without touching a field that it left
 * as it was there: an operation may name a field only to say the same. `operation` is null where nothing is left to do.
 */
export function doAgain(operation: Operation, meant: FlowDocument, now: FlowDocument): Result<Done, Problem> {
  const fitted = fitPatch(operation, meant, now)
  const applied = apply(now, fitted)
  if (!applied.ok) return applied
  const wanted = apply(meant, operation)
  const intended = wanted.ok ? changedFields(meant, wanted.value) : new Map()
  const operations = [fitted]
  let document = applied.value
  for (const [key, field] of changedFields(applied.value, now)) {
    if (field.field === '' || intended.has(key)) continue
    const put = withValue(document, field)
    if (put === null) continue
    operations.push(put.operation)
    document = put.document
  }
  if (isSame(document, now)) return succeed({ operation: null, document: now })
  return succeed({ operation: operations.length === 1 ? fitted : { kind: 'batch', operations }, document })
}
