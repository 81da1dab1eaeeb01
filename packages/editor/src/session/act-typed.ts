import type { Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import { type Result, succeed } from '@patchbay/flow/result'
import { conflictsOf } from './conflicts-of.ts'
import { contestedFields } from './contested-fields.ts'
import { doAgain } from './do-again.ts'
import { act, type DraftState, type Made } from './draft-state.ts'
import { leaveContested, putTheirs } from './leave-contested.ts'

/**
 * An own change that was begun, under `key`, before it was made. What somebody has changed meanwhile stays in the draft
 * as with any change that is late; the own value is held in a conflict.
 */
export function actTyped(state: DraftState, operation: Operation, typed: { key: object; made: Made }) {
  const begun = state.typing.get(typed.key)
  if (begun === undefined || begun.changes === null) return act(state, operation, typed.made)
  return actLate(state, operation, { meant: begun.meant, changes: begun.changes, made: typed.made })
}

type Late = { meant: DraftState['document']; changes: Parameters<typeof conflictsOf>[2]; made: Made }

function actLate(state: DraftState, operation: Operation, { meant, changes, made }: Late): Result<DraftState, Problem> {
  const contested = contestedFields({ base: meant, theirs: state.document, operations: [operation] })
  const { kept, held } = leaveContested(meant, [{ operation }], contested)
  const told = conflictsOf(contested, held, changes)
  const ids = new Set(told.map(({ id }) => id))
  const late = { ...state, conflicts: [...state.conflicts.filter(({ id }) => !ids.has(id)), ...told] }
  const [left] = kept
  if (left === undefined) return succeed(late)
  const done = doAgain(left.operation, meant, state.document)
  if (!done.ok) return done
  const put = putTheirs(done.value.document, contested).operations
  const [only, ...more] = [done.value.operation, ...put].flatMap((one) => one ?? [])
  if (only === undefined) return succeed(late)
  return act(late, more.length === 0 ? only : { kind: 'batch', operations: [only, ...more] }, made)
}
