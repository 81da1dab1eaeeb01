import type { Operation } from '@patchbay/flow/operations'
import type { DraftState } from './draft-state.ts'
import type { FieldConflict } from './session-types.ts'
import { setField } from './set-field.ts'

/** The conflict off the list, and the change that keeping the own value takes; null when the other's stays. */
export function resolveConflict(
  state: DraftState,
  id: string,
  keep: 'mine' | 'theirs',
): { state: DraftState; operation: Operation | null } {
  const conflict = state.conflicts.find((each) => each.id === id)
  if (conflict === undefined) return { state, operation: null }
  const rest = { ...state, conflicts: state.conflicts.filter((each) => each !== conflict) }
  return { state: rest, operation: keep === 'mine' ? ownChange(state, conflict) : null }
}

function ownChange({ document }: DraftState, conflict: FieldConflict): Operation | null {
  if (conflict.held !== null) return conflict.held
  const { part, partId, field, mine } = conflict
  if (part === 'step') {
    const step = document.steps.find(({ id }) => id === partId)
    if (step !== undefined && field === 'name' && typeof mine === 'string') {
      return { kind: 'renameStep', stepId: partId, name: mine }
    }
  }
  return setField(document, { part, partId, field, value: mine })
}
