import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { type NewIds, renameIds, renameIdsIn } from '@patchbay/flow/rename-ids'
import { conflictsOf } from './conflicts-of.ts'
import { contestedFields } from './contested-fields.ts'
import { doAgain } from './do-again.ts'
import { applyAll, type DraftState, type PendingChange, type UndoEntry } from './draft-state.ts'
import { freeIds } from './free-ids.ts'
import { leaveContested, putTheirs } from './leave-contested.ts'
import { operationWords } from './operation-words.ts'
import type { LostChange, RemoteChange } from './session-types.ts'
import { overtaken } from './typing.ts'

/**
 * Puts others' changes under the own ones that are not saved yet. Nothing must be on its way. Own ones that are among
 * the changes have arrived, though their answer has not: they are done with. Where both changed one field, theirs stays
 * in the draft and the own value is held in a conflict; an own change that cannot be made any more is told as lost. Null when their changes cannot be followed: then the whole draft is to be loaded.
 */
export function rebase(state: DraftState, changes: readonly RemoteChange[], revision: number): DraftState | null {
  const news = changes.filter((change) => change.revision > state.revision)
  const base = applyAll(state.base, news)
  if (base === null) return null
  const { rest, others } = withoutArrived(state, news)
  return rebaseOn(rest, { base, revision, changes: others, isKnown: true })
}

/**
 * The same with the draft as the server has it now. `changes` is what is known to have been done since; null when nobody
 * knows. What may have arrived and is there already is then told rather than made a second time.
 */
export function rebaseOnDocument(
  state: DraftState,
  { document, revision }: { document: FlowDocument; revision: number },
  changes: readonly RemoteChange[] | null,
): DraftState {
  const { rest } = withoutArrived(state, changes ?? [])
  return rebaseOn(rest, { base: document, revision, changes: [], isKnown: changes !== null })
}

type Theirs = {
  base: FlowDocument
  revision: number
  changes: readonly RemoteChange[]
  /** Whether what is still pending is known not to have arrived. */
  isKnown: boolean
}

/** The draft as if the answers that were lost had come, and what is left of the changes. */
function withoutArrived(state: DraftState, changes: readonly RemoteChange[]) {
  const pending = [...state.sent, ...state.waiting]
  const there = new Set(changes.map(({ batchId }) => batchId))
  const arrived = pending.filter(({ batchId }) => there.has(batchId))
  const own = new Set(arrived.map(({ batchId }): string | null => batchId))
  const waiting = pending.filter((change) => !own.has(change.batchId))
  const base = applyAll(state.base, arrived) ?? state.base
  return {
    rest: { ...state, base, sent: [], waiting },
    others: changes.filter(({ batchId }) => !own.has(batchId)),
  }
}

function rebaseOn(state: DraftState, theirs: Theirs): DraftState {
  const typing = overtaken(state.typing, theirs.changes)
  const fresh = { ...state, base: theirs.base, revision: theirs.revision, sent: [], typing }
  if (state.waiting.length === 0) return { ...fresh, waiting: [], document: theirs.base }
  const operations = state.waiting.map(({ operation }) => operation)
  const contested = contestedFields({ base: state.base, theirs: theirs.base, operations })
  const { kept, held } = leaveContested(state.base, state.waiting, contested)
  // What may have arrived keeps its ids, by which it is seen to be there already.
  const added = kept.flatMap(({ operation, tried }) => (tried && !theirs.isKnown ? [] : [operation]))
  const ids = freeIds(added, state.base, theirs.base)
  const renamed = ids === null ? kept : kept.map((change) => underNewIds(change, ids))
  const replayed = replay(state, theirs, renamed)
  const put = putTheirs(replayed.document, contested)
  const last = replayed.waiting.at(-1)
  const puts = last === undefined ? [] : put.operations.map((operation) => ({ ...last, operation, key: null }))
  const conflicts = conflictsOf(contested, held, theirs.changes)
  const told = new Set(conflicts.map(({ id }) => id))
  const rebased = {
    ...fresh,
    waiting: [...replayed.waiting, ...puts],
    document: put.document,
    conflicts: [...state.conflicts.filter(({ id }) => !told.has(id)), ...conflicts],
    lost: [...state.lost, ...replayed.lost],
  }
  return ids === null ? rebased : withNewIds(rebased, ids)
}

/** A change that is made again, and the draft it was made for. */
type KeptChange = PendingChange & { meant: FlowDocument }

function underNewIds({ operation, meant, ...change }: KeptChange, ids: NewIds): KeptChange {
  return { ...change, operation: renameIds(operation, ids), meant: renameIdsIn(meant, ids) }
}

/** What is to be undone, done again or decided names own things as they are called from now on. */
function withNewIds(state: DraftState, ids: NewIds): DraftState {
  const entry = (one: UndoEntry): UndoEntry => {
    return { ...one, operation: renameIds(one.operation, ids), after: renameIdsIn(one.after, ids) }
  }
  const conflicts = state.conflicts.map((conflict) => {
    return conflict.held === null ? conflict : { ...conflict, held: renameIds(conflict.held, ids) }
  })
  const typing = new Map([...state.typing].map(([key, one]) => [key, { ...one, meant: renameIdsIn(one.meant, ids) }]))
  return { ...state, undo: state.undo.map(entry), redo: state.redo.map(entry), conflicts, typing }
}

function replay(state: DraftState, theirs: Theirs, changes: readonly KeptChange[]) {
  const waiting: PendingChange[] = []
  const lost: LostChange[] = []
  let document = theirs.base
  for (const { meant, operation: wanted, ...change } of changes) {
    const done = doAgain(wanted, meant, document)
    if (done.ok) {
      const { operation } = done.value
      if (operation !== null) waiting.push({ ...change, operation, tried: change.tried && !theirs.isKnown })
      document = done.value.document
    } else if (!isThereAlready(document, wanted)) {
      const id = `lost ${theirs.revision} ${lost.length}`
      const author = theirs.changes.at(-1)?.author ?? null
      lost.push({ id, words: operationWords(state.document, wanted), problem: done.error, author })
    }
  }
  return { document, waiting, lost }
}

/** Both drew the same cable, or removed the same thing: there is nothing to tell. */
function isThereAlready(document: FlowDocument, operation: Operation): boolean {
  switch (operation.kind) {
    case 'connect': {
      const { from, port, to } = operation.edge
      return document.edges.some((edge) => edge.from === from && edge.port === port && edge.to === to)
    }
    case 'disconnect':
      return operation.edgeIds.every((id) => !document.edges.some((edge) => edge.id === id))
    case 'removeSteps':
      return operation.stepIds.every((id) => !document.steps.some((step) => step.id === id))
    case 'removeNote':
      return !document.notes.some(({ id }) => id === operation.noteId)
    default:
      return false
  }
}
