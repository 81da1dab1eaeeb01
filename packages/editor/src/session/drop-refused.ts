import type { Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import { type DraftState, dropSent, splitSent } from './draft-state.ts'
import { operationWords } from './operation-words.ts'

/** What the server refused: among several it is found by sending one at a time; alone it is taken out, and told. */
export function dropRefused(
  state: DraftState,
  { message, operations, newId }: { message: string; operations: Operation[]; newId: () => string },
): DraftState {
  const [only] = operations
  if (only === undefined || operations.length > 1) return splitSent(state, newId)
  const words = operationWords(state.document, only)
  const rest = dropSent(state)
  const id = `refused ${rest.revision} ${rest.lost.length}`
  const problem: Problem = { code: 'refused', severity: 'error', message }
  return { ...rest, lost: [...rest.lost, { id, words, problem, author: null }] }
}
