import type { FlowDocument } from '@patchbay/flow/document'
import { apply, invert, type Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import { type Result, succeed } from '@patchbay/flow/result'
import { coalesceKey } from './coalesce-key.ts'
import { fitPatch } from './fit-patch.ts'
import type { FieldConflict, LostChange } from './session-types.ts'

/** A change that is not on the server yet. `key`: a following change of the same key takes its place. */
export type PendingChange = { operation: Operation; key: string | null }

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
}

/** Changes of one key that follow within this time are one to undo: a word, not a letter. */
const ONE_CHANGE_MS = 1000
const MOST_UNDOS = 200
/** The server takes this many operations in one request. */
const MOST_SENT = 200

export function openDraft(base: FlowDocument, revision: number): DraftState {
  return { base, revision, sent: [], waiting: [], document: base, undo: [], redo: [], conflicts: [], lost: [] }
}

/** An own change: at once in the document, in the undo stack and in the queue. `at` in ms. */
export function act(state: DraftState, operation: Operation, at: number): Result<DraftState, Problem> {
  const applied = apply(state.document, operation)
  if (!applied.ok) return applied
  const key = coalesceKey(operation)
  const last = state.undo.at(-1)
  const goesOn =
    key !== null && last?.key === key && at - last.at < ONE_CHANGE_MS && state.redo.length === 0
      ? { ...last, after: applied.value, at }
      : null
  const entry = goesOn ?? { operation: invert(state.document, operation), after: applied.value, key, at }
  const undo = goesOn === null ? [...state.undo, entry].slice(-MOST_UNDOS) : [...state.undo.slice(0, -1), entry]
  return succeed({ ...enqueue(state, operation, key), document: applied.value, undo, redo: [] })
}

/** Takes the last own change back, and only that; refused where a colleague has made it impossible, and then dropped. */
export function undoLast(state: DraftState, at: number): { state: DraftState; problem: Problem | null } {
  return takeBack(state, 'undo', 'redo', at)
}

export function redoLast(state: DraftState, at: number): { state: DraftState; problem: Problem | null } {
  return takeBack(state, 'redo', 'undo', at)
}

/** What waits goes on its way; unchanged while something is already. */
export function takeBatch(state: DraftState, most = MOST_SENT): DraftState {
  if (state.sent.length > 0 || state.waiting.length === 0) return state
  return { ...state, sent: state.waiting.slice(0, most), waiting: state.waiting.slice(most) }
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

function takeBack(state: DraftState, from: 'undo' | 'redo', to: 'undo' | 'redo', at: number) {
  const entry = state[from].at(-1)
  if (entry === undefined) return { state, problem: null }
  const rest = { ...state, [from]: state[from].slice(0, -1) }
  const operation = fitPatch(entry.operation, entry.after, state.document)
  const applied = apply(state.document, operation)
  if (!applied.ok) return { state: rest, problem: applied.error }
  const back: UndoEntry = { operation: invert(state.document, operation), after: applied.value, key: null, at }
  return {
    state: { ...enqueue(rest, operation, null), document: applied.value, [to]: [...state[to], back] },
    problem: null,
  }
}

function enqueue(state: DraftState, operation: Operation, key: string | null): DraftState {
  const last = state.waiting.at(-1)
  const waiting = key !== null && last?.key === key ? state.waiting.slice(0, -1) : state.waiting
  return { ...state, waiting: [...waiting, { operation, key }] }
}
