import type { FlowDocument } from '@patchbay/flow/document'
import type { Node } from '@xyflow/react'
import { cableEnds } from '../cable-ends.ts'
import { isFailure } from '../cable-state.ts'
import { type Cable, type CanvasModel, FAILS } from '../canvas-model.ts'
import { nodePlace, type StepFlowNode } from '../canvas-nodes.ts'
import type { AddTarget } from '../contract.ts'
import { UNDO } from '../flow-walk.ts'
import type { EditCableEdge } from './edit-cable.tsx'
import type { NodeMarks } from './node-marks.ts'

export type NoteFlowNode = Node<{ text: string; selected: boolean; editing: boolean; noteId: string }, 'note'>
export type EditFlowNode = StepFlowNode | NoteFlowNode

/** React Flow's id of a note: no step can have it. */
export const noteNodeId = (noteId: string): string => `note:${noteId}`
export const noteIdOf = (nodeId: string): string | null => (nodeId.startsWith('note:') ? nodeId.slice(5) : null)

export type EditPicture = {
  model: CanvasModel
  notes: FlowDocument['notes']
  /** Of steps and notes, by node id. */
  selection: ReadonlySet<string>
  tabId: string | null
  marks: (stepId: string) => NodeMarks
  editing: boolean
}

/** What React Flow shows; a step that did not change keeps its identity, so that only what changed is drawn. */
export function editNodes(picture: EditPicture, before: ReadonlyMap<string, EditFlowNode>): EditFlowNode[] {
  return [...picture.notes.map((note) => noteNode(note, picture, before)), ...stepNodes(picture, before)]
}

function stepNodes({ model, selection, tabId, marks }: EditPicture, before: ReadonlyMap<string, EditFlowNode>) {
  return model.steps.map((view): EditFlowNode => {
    const known = before.get(view.id)
    const selected = selection.has(view.id)
    const tabbable = tabId === view.id
    const now = marks(view.id)
    if (
      known?.type === 'step' &&
      known.data.view === view &&
      known.data.selected === selected &&
      known.data.tabbable === tabbable &&
      JSON.stringify(known.data.marks) === JSON.stringify(now)
    )
      return known
    return {
      id: view.id,
      type: 'step',
      ...nodePlace(view, model.byId),
      width: view.box.width,
      height: view.box.height,
      zIndex: view.container === null ? 2 : 0,
      selectable: true,
      selected,
      focusable: false,
      ...(view.undoes === null ? {} : { draggable: false }),
      // A frame is taken by its head, so that the canvas inside it stays canvas.
      ...(view.container === null ? {} : { dragHandle: '.fc-box-head' }),
      data: { view, state: undefined, inRun: false, selected, tabbable, marks: now },
    }
  })
}

function noteNode(
  { id, text, position, size }: FlowDocument['notes'][number],
  { selection, editing }: EditPicture,
  before: ReadonlyMap<string, EditFlowNode>,
): EditFlowNode {
  const nodeId = noteNodeId(id)
  const known = before.get(nodeId)
  const selected = selection.has(nodeId)
  if (
    known?.type === 'note' &&
    known.data.text === text &&
    known.data.selected === selected &&
    known.data.editing === editing &&
    known.position.x === position.x &&
    known.position.y === position.y &&
    known.width === size.width &&
    known.height === size.height
  )
    return known
  return {
    id: nodeId,
    type: 'note',
    position,
    width: size.width,
    height: size.height,
    zIndex: selected ? 4 : 1,
    selectable: true,
    selected,
    focusable: false,
    connectable: false,
    data: { text, selected, editing, noteId: id },
  }
}

export type EdgePicture = {
  model: CanvasModel
  selectedId: string | null
  hoveredId: string | null
  aimedId: string | null
  /** In somebody's hand. */
  pulledId: string | null
  editing: boolean
}

export function editEdges(
  { model, selectedId, hoveredId, aimedId, pulledId, editing }: EdgePicture,
  before: ReadonlyMap<string, EditCableEdge>,
): EditCableEdge[] {
  return model.cables.flatMap((cable): EditCableEdge[] => {
    const ends = cableEnds(cable, model, undefined)
    const from = model.byId.get(cable.from)
    const to = model.byId.get(cable.to)
    if (ends === null || from === undefined || to === undefined) return []
    const own = isOwn(cable)
    const selected = cable.id === selectedId
    const next: EditCableEdge = {
      id: cable.id,
      type: 'cable',
      source: cable.from,
      sourceHandle: cable.port,
      target: cable.to,
      targetHandle: cable.target,
      zIndex: 1,
      selected,
      focusable: false,
      selectable: editing,
      hidden: cable.id === pulledId,
      // Chosen, both ends can be taken; under the pointer its plug can.
      reconnectable: editing && own && (selected || (cable.id === hoveredId && 'target')),
      ariaLabel: cable.name,
      data: {
        look: 'rest',
        ends,
        error: isFailure(cable),
        undo: cable.port === UNDO,
        label: cable.label,
        labelWhenFar: cable.label !== null && !isFailure(cable),
        join: cable.target === 'join',
        late: cable.target === 'join' || model.walk.into(cable.to).length > 1,
        fromAt: from.at,
        toAt: to.at,
        target: addTargetOf(cable),
        own,
        aimed: cable.id === aimedId,
        editing,
        name: cable.name,
      },
    }
    const known = before.get(cable.id)
    return [known !== undefined && JSON.stringify(known) === JSON.stringify(next) ? known : next]
  })
}

/** A cable of the document: a parallel's fork and join are none, nor is what a scope's failure takes. */
export const isOwn = ({ port, target }: Cable): boolean => port !== 'fork' && port !== FAILS && target !== 'join'

/** Where a step put into a cable goes; none goes between a step and what undoes it. */
export function addTargetOf(cable: Cable): AddTarget | null {
  if (cable.port === UNDO) return null
  if (cable.port === 'fork' || cable.port === FAILS) return { kind: 'before', stepId: cable.to }
  if (cable.target === 'join') return { kind: 'after', stepId: cable.from, port: cable.port }
  return { kind: 'edge', edgeId: cable.id }
}
