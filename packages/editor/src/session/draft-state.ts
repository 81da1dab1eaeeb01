import type { FlowDocument } from '@patchbay/flow/document'
import { apply, invert, type Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import { type Result, succeed } from '@patchbay/flow/result'
import { coalesceKey } from './coalesce-key.ts'
import type { FieldConflict, KeptDraft, LostChange } from './session-types.ts'
import { takeBack } from './take-back.ts'
import { followed, type Typing } from './typing.ts'

/**
 * A change that is not known to be on the server. `key`: a following change of the same key takes its place. `batchId`:
 * what it goes to the server under, with others of that id. `tried`: it may have arrived.
 */
export type PendingChange = { operation: Operation; key: string | null; batchId: string; tried: boolean }

/** When a change was made, in ms, and the id it goes under where it begins a batch. */
export type Made = { at: number; batchId: string }

/** What takes one own change back; `after` is the draft right after that change. */
export type UndoEntry = { operation: Operation; after: FlowDocument; key: string | null; at: number }

/**
 * A draft as one person edits it. `document` is always `base`, which the server has as `revision`, with `sent` and then
 * `waiting` applied.
 */
export type DraftState = {
  base: FlowDocument
  revision: number
  /** On its way: nothing is known of it until the answer. */
  sent: readonly PendingChange[]
  waiting: readonly PendingChange[]
  document: FlowDocument
  undo: readonly UndoEntry[]
  redo: readonly UndoEntry[]
  conflicts: readonly FieldConflict[]
  lost: readonly LostChange[]
  typing: Typing
}

/** Changes of one key that follow within this time are one to undo: a word, not a letter. */
const ONE_CHANGE_MS = 1000
const MOST_UNDOS = 200
/** The server takes this many operations in one request. */
const MOST_SENT = 200

export function openDraft(base: FlowDocument, revision: number): DraftState {
  const nothing = { sent: [], waiting: [], undo: [], redo: [], conflicts: [], lost: [], typing: new Map() }
  return { ...nothing, base, revision, document: base }
}

/** What an earlier visit kept, on the draft as it was then. Any of it may have arrived. */
export function openKept(kept: KeptWork, newId: () => string): DraftState {
  let state = openDraft(kept.base, kept.revision)
  for (const [index, operation] of kept.operations.entries()) {
    const acted = act(state, operation, { at: 0, batchId: kept.batchIds?.[index] ?? newId() })
    if (!acted.ok) continue
    state = { ...acted.value, waiting: acted.value.waiting.map((change) => ({ ...change, tried: true })) }
  }
  return state
}

export type KeptWork = Pick<KeptDraft, 'base' | 'revision' | 'operations' | 'batchIds'>

/** An own change: at once in the document, in the undo stack and in the queue. */
export function act(state: DraftState, operation: Operation, made: Made): Result<DraftState, Problem> {
  const { at } = made
  const applied = apply(state.document, operation)
  if (!applied.ok) return applied
  const key = coalesceKey(operation)
  const last = state.undo.at(-1)
  const goesOn =
    key !== null &&
    last?.key === key &&
    last.after === state.document &&
    at - last.at < ONE_CHANGE_MS &&
    state.redo.length === 0
      ? { ...last, after: applied.value, at }
      : null
  const entry = goesOn ?? { operation: invert(state.document, operation), after: applied.value, key, at }
  const undo = goesOn === null ? [...state.undo, entry].slice(-MOST_UNDOS) : [...state.undo.slice(0, -1), entry]
  return succeed({ ...enqueue(state, { operation, key }, made), document: applied.value, undo, redo: [] })
}

/**
 * Takes the last own change back, and only that: what a colleague has changed since stays, and is told. Refused where
 * nothing is left of it or it has become impossible, and then dropped.
 */
export function undoLast(state: DraftState, made: Made): { state: DraftState; problem: Problem | null } {
  return back(state, { from: 'undo', to: 'redo' }, made)
}

export function redoLast(state: DraftState, made: Made): { state: DraftState; problem: Problem | null } {
  return back(state, { from: 'redo', to: 'undo' }, made)
}

/** The first batch goes on its way; unchanged while something is already. */
export function takeBatch(state: DraftState): DraftState {
  const [first] = state.waiting
  if (state.sent.length > 0 || first === undefined) return state
  const rest = state.waiting.findIndex(({ batchId }) => batchId !== first.batchId)
  const end = rest < 0 ? state.waiting.length : rest
  const sent = state.waiting.slice(0, end).map((change) => ({ ...change, tried: true }))
  return { ...state, sent, waiting: state.waiting.slice(end) }
}

/** The server has taken what was sent. */
export function confirmSent(state: DraftState, revision: number): DraftState {
  const base = applyAll(state.base, state.sent)
  // What was sent had been applied here to the same document.
  if (base === null) throw new Error('a draft lost track of what it had sent')
  return { ...state, base, revision, sent: [] }
}

/** What was sent did not arrive: it waits again, before the rest. */
export function unsend(state: DraftState): DraftState {
  return { ...state, sent: [], waiting: [...state.sent, ...state.waiting] }
}

/** What was sent was refused as a whole: each change of it waits again, as a batch of its own. */
export function splitSent(state: DraftState, newId: () => string): DraftState {
  const single = state.sent.map((change) => ({ ...change, batchId: newId(), tried: false }))
  return { ...state, sent: [], waiting: [...single, ...state.waiting] }
}

/** What was sent, and is alone in it, is taken out: the server will not have it. */
export function dropSent(state: DraftState): DraftState {
  let document = state.base
  const waiting: PendingChange[] = []
  for (const change of state.waiting) {
    const applied = apply(document, change.operation)
    if (!applied.ok) continue
    document = applied.value
    waiting.push(change)
  }
  return { ...state, sent: [], waiting, document }
}

/** Applies changes one after another; null when one cannot be. */
export function applyAll(document: FlowDocument, changes: readonly { operation: Operation }[]): FlowDocument | null {
  let current = document
  for (const { operation } of changes) {
    const applied = apply(current, operation)
    if (!applied.ok) return null
    current = applied.value
  }
  return current
}

type Stack = 'undo' | 'redo'

function back(state: DraftState, { from, to }: { from: Stack; to: Stack }, made: Made) {
  const entry = state[from].at(-1)
  if (entry === undefined) return { state, problem: null }
  const rest = { ...state, [from]: state[from].slice(0, -1) }
  const { operation, document, problem } = takeBack(entry.operation, entry.after, state.document)
  if (operation === null) return { state: rest, problem }
  const again: UndoEntry = { operation: invert(state.document, operation), after: document, key: null, at: made.at }
  const queued = enqueue(rest, { operation, key: null }, made)
  return { state: { ...queued, document, [to]: [...state[to], again] }, problem }
}

function enqueue(state: DraftState, change: Pick<PendingChange, 'operation' | 'key'>, made: Made): DraftState {
  const typing = followed(state.typing, change.operation)
  const last = state.waiting.at(-1)
  // What may have arrived is left as it is: what comes back under its id must be all of it.
  if (last === undefined || last.tried) {
    return { ...state, typing, waiting: [...state.waiting, { ...change, batchId: made.batchId, tried: false }] }
  }
  const before = change.key !== null && last.key === change.key ? state.waiting.slice(0, -1) : state.waiting
  const isFull = before.filter(({ batchId }) => batchId === last.batchId).length >= MOST_SENT
  const batchId = isFull ? made.batchId : last.batchId
  return { ...state, typing, waiting: [...before, { ...change, batchId, tried: false }] }
}
