import { changesBetween } from '@patchbay/flow/changes'
import type { ChangeContext } from '@patchbay/flow/describe-property'
import type { FlowDocument } from '@patchbay/flow/document'
import type { FieldConflict } from './session-types.ts'
import { withValue } from './set-field.ts'

/** Both values of a conflict, each as a sentence without its full stop. */
export function conflictSides(
  document: FlowDocument,
  { part, partId, field, mine, theirs }: FieldConflict,
  context: ChangeContext,
): { mine: string; theirs: string } {
  if (field === '') return { mine: 'Removed', theirs: 'Kept, with what was changed' }
  const withMine = withValue(document, { part, partId, field, value: mine })?.document ?? document
  const withTheirs = withValue(document, { part, partId, field, value: theirs })?.document ?? document
  const [own] = changesBetween(withTheirs, withMine, context)
  const [other] = changesBetween(withMine, withTheirs, context)
  return { mine: own?.now ?? plain(mine), theirs: other?.now ?? plain(theirs) }
}

function plain(value: unknown): string {
  if (value === undefined) return 'Empty'
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value)
}
