import type { Position, Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import type { Callable, ListeningFlow } from '@patchbay/flow/validate'
import type { LaneName } from './layout-types.ts'

/** Changes the draft at once and keeps the undo step; the problem when the change is refused, and then nothing changed. */
export type Apply = (operation: Operation) => Problem | null

/**
 * Begins an edit that is held back while somebody types. `keep` makes it by what `save` applies: what a colleague changed
 * since it began is then asked about, and not overwritten. `drop` when it has been kept, or never will be.
 */
export type BeginEdit = () => { keep: <T>(save: () => T) => T; drop: () => void }

/** A connection that a step can use. */
export type ConnectionChoice = {
  id: string
  connector: string
  name: string
  environment: 'live' | 'sandbox'
  /** False while its credential is refused, revoked, or not given yet. */
  usable: boolean
  account: string | null
}

/** One page of a drop-down that the vendor fills. `params` are the values of the fields it depends on. */
export type LookupRequest = {
  connector: string
  connectionId: string
  lookup: string
  params: Record<string, Json>
  search: string
  cursor: string | null
}

export type LookupOption = { value: string; label: string; hint?: string }

/** `message` says what went wrong and what to do: "EasyPost refused the key. Connect it again." */
export type LookupAnswer =
  | { ok: true; options: LookupOption[]; nextCursor: string | null }
  | { ok: false; message: string }

/** A flow of the workspace, as a step that runs another flow needs to know it. */
export type FlowChoice = {
  id: string
  name: string
  /** What it takes and gives when another flow calls it; null when it starts otherwise, or has no live version. */
  callable: Callable | null
  /** The events that start it, where it is switched on; null where none of an app's do. */
  listens?: ListeningFlow | null
  /** Those that can be called, newest first. */
  versions: readonly { id: string; number: number; live: boolean; callable: Callable }[]
  /** Its page. */
  href: string
}

/** Somebody of the workspace who can be asked. */
export type PersonChoice = { id: string; name: string; role: 'owner' | 'admin' | 'editor' | 'operator' | 'viewer' }

/** A real event, kept or recent, with what the steps answered to it. */
export type EditorSample = {
  id: string
  /** "Order #10482" */
  label: string
  at: Date
  pinned: boolean
  /** By step id: the trigger's item, and each later step that answered in that run or in a test. */
  outputs: Readonly<Record<string, Json>>
}

/** `chosen` fills the previews; `recent` (at most 20, newest first) tells how often a value is empty. */
export type SampleSet = { chosen: EditorSample | null; recent: readonly EditorSample[]; loading: boolean }

/** Somebody else in the same draft. */
export type Colleague = {
  id: string
  name: string
  /** On the canvas, in its pixels. */
  cursor: { x: number; y: number } | null
  /** The step whose settings they have open. */
  stepId: string | null
}

/** What the editor asks of the page around it. It fetches nothing itself. */
export type EditorHost = {
  lookup(request: LookupRequest): Promise<LookupAnswer>
  /** Opens the dialog to connect an account; the new connection's id, or null when the person gave up. */
  connect(connector: string): Promise<string | null>
  chooseSample(sampleId: string): void
}

export type StepTab = 'setup' | 'test' | 'retry' | 'notes'

/** Where a problem, a search hit or a link leads: the step, its tab, and the dotted field to focus. */
export type Place = { stepId: string; tab?: StepTab; field?: string }

/** Each kind of a union without some of its properties. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never

/** A step that is chosen but stands nowhere yet. The canvas gives it its id (from `wish`, made unique), place and container. */
export type StepDraft = { wish: string; step: Without<Step, 'id' | 'position' | 'parent'> }

/**
 * Where a new step goes.
 * `after`: below a jack; what was plugged there goes on from the new step, unless `beside` gives it a cable of its own
 * (a free `position` may be wished). `edge`: into the middle of a cable. `before`: leads to a step, and takes over what
 * led there. `inside`: into an empty container, or a lane of a scope. `at`: on its own, on the canvas (`parent`: in that container, relative to it).
 * `start`: what starts the flow; replaces the trigger that is there.
 */
export type AddTarget =
  | { kind: 'after'; stepId: string; port: string; beside?: boolean; position?: Position }
  | { kind: 'edge'; edgeId: string }
  | { kind: 'before'; stepId: string }
  | { kind: 'inside'; containerId: string; lane?: LaneName; position?: Position }
  | { kind: 'at'; position: Position }
  | { kind: 'start' }

/** By step id: how it differs from the version that is live. `stays`: changed, but not part of what is published now. */
export type DiffMarks = Readonly<Record<string, 'new' | 'changed' | 'gone' | 'stays'>>
