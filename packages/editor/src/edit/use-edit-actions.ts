import type { Position } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import { refuse } from '@patchbay/flow/result'
import { useMemo, useRef } from 'react'
import type { CanvasModel } from '../canvas-model.ts'
import type { AddTarget, StepDraft } from '../contract.ts'
import { type EditorScope, useEditorScope } from '../editor-scope.tsx'
import { laneWords } from '../lanes.ts'
import { isAutomatic } from '../model-layout.ts'
import { addStep } from './add-step.ts'
import { type Alignment, alignSteps } from './align-steps.ts'
import { type CableStart, edgeIdFor } from './connect-rules.ts'
import type { NoteChange } from './edit-commands.tsx'
import { freeId } from './free-id.ts'
import { type LanePlace, laneOperation } from './lane-operation.ts'
import { concrete } from './make-room.ts'
import { type Drop, moveOperation, nudgeOperation } from './move-steps.ts'
import { copyText, pasteOperation } from './step-clipboard.ts'

/** What a person can do to the flow on the canvas. Each is one operation, so one undo. */
export type EditActions = {
  add: (draft: StepDraft, target: AddTarget) => string | null
  remove: (ids: { steps: readonly string[]; notes: readonly string[] }) => boolean
  connect: (start: CableStart, to: string) => boolean
  reconnect: (edgeId: string, ends: { from?: string; port?: string; to?: string }) => boolean
  disconnect: (edgeId: string) => boolean
  /** `onto`: the cable they were let go on. */
  move: (drops: readonly Drop[], notes: readonly NotePlace[], onto?: string | null) => boolean
  /** Into a lane of their scope, or of the one named. */
  toLane: (steps: readonly string[], to: LanePlace) => boolean
  nudge: (steps: readonly string[], by: Position) => boolean
  duplicate: (steps: readonly string[]) => string[]
  copy: (ids: ReadonlySet<string>) => string
  /** Answers the steps put in, once what came from the clipboard has been read. */
  paste: (text: string, at: Position) => Promise<string[]>
  align: (steps: readonly string[], how: Alignment) => boolean
  tidy: () => boolean
  addNote: (position: Position) => string | null
  changeNote: (noteId: string, change: NoteChange) => boolean
}

type NotePlace = { noteId: string; position: Position }

export type Say = { problem: (message: string) => void; done: (words: string) => void }

/** Always of the latest draft; the functions themselves stay the same. */
export function useEditActions(model: CanvasModel, say: Say): EditActions {
  const scope = useEditorScope()
  const latest = useRef({ scope, model, say })
  latest.current = { scope, model, say }
  return useMemo(() => actionsOn(() => latest.current), [])
}

type Latest = () => { scope: EditorScope; model: CanvasModel; say: Say }

function actionsOn(now: Latest): EditActions {
  const run = (operation: Operation | null): boolean => {
    const { scope, say } = now()
    if (operation === null) return false
    const problem: Problem | null = scope.mayEdit ? scope.apply(operation) : readOnly
    if (problem !== null) say.problem(problem.message)
    return problem === null
  }
  return { ...stepActions(now, run), ...groupActions(now, run), ...cableActions(now, run), ...noteActions(now, run) }
}

const readOnly: Problem = {
  code: 'read_only',
  severity: 'error',
  message: 'You can look at this flow, but not change it. Ask an editor of the workspace.',
}

type Run = (operation: Operation | null) => boolean

function stepActions(now: Latest, run: Run) {
  return {
    add: (draft: StepDraft, target: AddTarget) => {
      const { scope, say } = now()
      const added = addStep(scope.document, scope.manifests, { draft, target })
      if (!added.ok) say.problem(added.error.message)
      if (!added.ok || !run(added.value.operation)) return null
      say.done(`Added: ${draft.step.name}`)
      return added.value.stepId
    },
    remove: ({ steps, notes }: { steps: readonly string[]; notes: readonly string[] }) => {
      const operations: Operation[] = notes.map((noteId) => ({ kind: 'removeNote', noteId }))
      if (steps.length > 0) operations.push({ kind: 'removeSteps', stepIds: [...steps], heal: true })
      const isDone = operations.length > 0 && run(oneOf(operations))
      if (isDone) now().say.done(steps.length === 1 ? 'Removed, the cable is mended' : 'Removed')
      return isDone
    },
    duplicate: (steps: readonly string[]) => {
      const { scope, model } = now()
      const originals = model.steps.filter(({ id, step }) => steps.includes(id) && step.kind !== 'trigger')
      const boxes = originals.map(({ box }) => box)
      if (boxes.length === 0) return []
      const width = Math.max(...boxes.map((box) => box.x + box.width)) - Math.min(...boxes.map((box) => box.x))
      const offset = isAutomatic(scope.document) ? { x: 0, y: 0 } : { x: width + 40, y: 0 }
      const taken: string[] = []
      const copies = originals.map(({ id }) => {
        const newId = freeId(scope.document, id.replace(/\d+$/, ''), taken)
        taken.push(newId)
        return { stepId: id, newId }
      })
      return run({ kind: 'duplicateSteps', copies, offset }) ? copies.map(({ newId }) => newId) : []
    },
  }
}

function groupActions(now: Latest, run: Run) {
  return {
    move: (drops: readonly Drop[], notes: readonly NotePlace[], onto: string | null = null) => {
      const { scope, model } = now()
      const moved = moveOperation(scope.document, scope.manifests, { model, drops, onto })
      const operations: Operation[] = notes.map((note) => ({ kind: 'editNote', ...note }))
      if (moved !== null) operations.push(moved)
      return operations.length > 0 && run(oneOf(operations))
    },
    toLane: (steps: readonly string[], to: LanePlace) => {
      const { scope, model, say } = now()
      const operation = laneOperation(scope.document, scope.manifests, { model, steps, to })
      const isDone = operation !== null && run(operation)
      if (isDone) say.done(`Moved to: ${laneWords[to.lane]}`)
      return isDone
    },
    nudge: (steps: readonly string[], by: Position) => {
      const { scope, model, say } = now()
      const isDone = steps.length > 0 && run(nudgeOperation(scope.document, model, steps, by))
      if (isDone) say.done('Moved')
      return isDone
    },
    copy: (ids: ReadonlySet<string>) => {
      const { scope, model, say } = now()
      say.done(ids.size === 1 ? 'Copied' : `${ids.size} copied`)
      return copyText(scope.document, model, ids)
    },
    paste: async (text: string, at: Position) => {
      // The schemas that read what comes from elsewhere are the heaviest part of pasting.
      const reader = await import('./read-clipboard.ts').catch(() => null)
      const { scope, say } = now()
      const read = reader === null ? refuse(unread) : reader.readClipboard(text)
      const pasted = read.ok ? pasteOperation(scope.document, read.value, { at, connections: scope.connections }) : read
      if (!pasted.ok) {
        say.problem(pasted.error)
        return []
      }
      return run(pasted.value.operation) ? pasted.value.stepIds : []
    },
    align: (steps: readonly string[], how: Alignment) => {
      const { scope, model } = now()
      const boxes = new Map(model.steps.flatMap(({ id, box }) => (steps.includes(id) ? [[id, box] as const] : [])))
      const settled: Operation[] = isAutomatic(scope.document) ? [{ kind: 'moveSteps', moves: concrete(model) }] : []
      return run(oneOf([...settled, { kind: 'moveSteps', moves: alignSteps(boxes, how) }]))
    },
    /** Without places of their own the steps are laid out by themselves, now and as more are added. */
    tidy: () => {
      const { scope, say } = now()
      if (isAutomatic(scope.document)) {
        say.done('It is tidy')
        return false
      }
      const moves = scope.document.steps.map(({ id }) => ({ stepId: id, position: { x: 0, y: 0 } }))
      const isDone = run({ kind: 'moveSteps', moves })
      if (isDone) say.done('Tidied up')
      return isDone
    },
  }
}

const unread = 'The page could not load what reads the clipboard. Paste again once there is a connection.'

function cableActions(now: Latest, run: Run) {
  return {
    connect: ({ stepId, port }: CableStart, to: string) => {
      const edge = { from: stepId, port, to }
      const isDone = run({ kind: 'connect', edge: { id: edgeIdFor(now().scope.document, edge), ...edge } })
      if (isDone) now().say.done(`Connected to ${now().model.byId.get(to)?.step.name ?? to}`)
      return isDone
    },
    reconnect: (edgeId: string, ends: { from?: string; port?: string; to?: string }) =>
      run({ kind: 'reconnect', edgeId, ...ends }),
    disconnect: (edgeId: string) => {
      const isDone = run({ kind: 'disconnect', edgeIds: [edgeId] })
      if (isDone) now().say.done('Cable removed')
      return isDone
    },
  }
}

function noteActions(now: Latest, run: Run) {
  return {
    addNote: (position: Position) => {
      const { notes } = now().scope.document
      const taken = new Set(notes.map(({ id }) => id))
      let count = notes.length + 1
      while (taken.has(`note${count}`)) count += 1
      const id = `note${count}`
      const note = { id, text: '', position, size: { width: 220, height: 100 } }
      return run({ kind: 'addNote', note }) ? id : null
    },
    changeNote: (noteId: string, change: NoteChange) => run({ kind: 'editNote', noteId, ...change }),
  }
}

const oneOf = (operations: Operation[]): Operation =>
  operations.length === 1 && operations[0] !== undefined ? operations[0] : { kind: 'batch', operations }
