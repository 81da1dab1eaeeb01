import type { FlowDocument } from '@patchbay/flow/document'
import { parseDocument } from '@patchbay/flow/schema'
import { fail, ok, type Result } from '../result.ts'

/** A document as it came from outside: every place that does not fit is a problem with its path. */
export function readDocument(raw: unknown): Result<FlowDocument> {
  const read = parseDocument(raw)
  if (read.ok) return ok(read.value)
  return fail('invalid', 'This is no flow document.', { problems: read.error })
}
