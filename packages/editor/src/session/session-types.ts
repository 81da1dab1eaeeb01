import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'

export type Person = { id: string; name: string }

/**
 * One saved change of a draft. `revision` is what the draft was at after it, `batchId` the id its editor gave it; null
 * where it was not made in an editor.
 */
export type RemoteChange = {
  revision: number
  author: Person
  at: Date
  operation: Operation
  batchId: string | null
}

/** What goes to the server in one request. It comes back under the same id, whether its answer arrived or not. */
export type SentBatch = { id: string; revision: number; operations: readonly Operation[] }

/** What the server says to a batch of changes. `offline`: nobody knows whether it arrived. */
export type SendAnswer =
  | { kind: 'saved'; revision: number }
  /** Others were quicker: nothing of the batch was applied. */
  | { kind: 'behind'; changes: readonly RemoteChange[] | 'lost' }
  /** The server holds the change to be wrong; it would every time. */
  | { kind: 'refused'; message: string }
  /** The flow is gone, or this person may not edit any more. */
  | { kind: 'stopped'; message: string }
  | { kind: 'offline' }

/** What the session asks of the page around it. */
export type DraftServer = {
  send(batch: SentBatch): Promise<SendAnswer>
  /** `lost` when this editor is too far behind to follow change by change. Null while the line is down. */
  changesSince(revision: number): Promise<readonly RemoteChange[] | 'lost' | null>
  /** The whole draft, for when changes cannot be followed one by one. Null while the line is down. */
  load(): Promise<{ document: FlowDocument; revision: number } | null>
}

export type SaveState =
  | { kind: 'saved'; at: Date | null }
  | { kind: 'saving' }
  /** What is not saved is sent as soon as the line is back. `kept`: this device holds it even when the tab closes. */
  | { kind: 'offline'; kept: boolean }
  | { kind: 'stopped'; message: string }

/** A field of a step, note or cable that two people changed at the same time. What stands in the draft is theirs. */
export type FieldConflict = {
  id: string
  part: 'step' | 'note' | 'edge'
  partId: string
  /** Further ones that the own removal would take and others worked on. */
  alsoIds: readonly string[]
  /** Dotted, as in a Problem; empty where the whole step is meant. Of a cable, `start` or `end`. */
  field: string
  /** Undefined where the field was emptied, or the step was removed. */
  mine: unknown
  theirs: unknown
  author: Person
  at: Date
  /** What was to be done and is held back, where a field cannot be set by itself. */
  held: Operation | null
}

/** An own change that can no longer be made. */
export type LostChange = { id: string; words: string; problem: Problem; author: Person | null }

export type DraftView = {
  document: FlowDocument
  revision: number
  save: SaveState
  canUndo: boolean
  canRedo: boolean
  /** Changes that are not on the server yet. */
  unsaved: number
  conflicts: readonly FieldConflict[]
  lost: readonly LostChange[]
}

/** What a device keeps of a draft until all of it is saved. */
export type KeptDraft = {
  flowId: string
  /** One a tab. */
  tab: string
  revision: number
  base: FlowDocument
  operations: readonly Operation[]
  /** The id that each of the operations goes to the server under; absent in what an older editor kept. */
  batchIds?: readonly string[]
  at: Date
}

/** Where a device keeps it. Both reject when it cannot. */
export type DraftStore = {
  put(kept: KeptDraft): Promise<void>
  remove(flowId: string, tab: string): Promise<void>
}

export type DraftSessionOptions = {
  flowId: string
  document: FlowDocument
  revision: number
  server: DraftServer
  /** Null where this device keeps nothing. */
  store: DraftStore | null
  /** One a tab. */
  tab: string
  now: () => Date
  /** A UUID that nobody has. */
  newId: () => string
  /** Calls back once after a time; the answer stops it. */
  later: (call: () => void, ms: number) => () => void
}
