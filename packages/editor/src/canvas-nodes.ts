import type { Node } from '@xyflow/react'
import type { CableEdge } from './cable.tsx'
import { cableEnds, type Ends } from './cable-ends.ts'
import { type CableLook, cableLook, isFailure } from './cable-state.ts'
import type { CanvasModel, CanvasStep } from './canvas-model.ts'
import type { DiffMarks } from './contract.ts'
import { type DiffMark, type NodeMarks, noMarks } from './edit/node-marks.ts'
import { UNDO } from './flow-walk.ts'
import type { NodeViewProps } from './node-view.ts'
import type { StepStates } from './step-state.ts'

export type StepFlowNode = Node<NodeViewProps, 'step'>

export type Picture = {
  selectedId: string | null
  tabId: string | null
  states: StepStates | undefined
  diff?: DiffMarks
}

const diffOnly: Record<DiffMark, NodeMarks> = {
  new: { ...noMarks, diff: 'new' },
  changed: { ...noMarks, diff: 'changed' },
  gone: { ...noMarks, diff: 'gone' },
  stays: { ...noMarks, diff: 'stays' },
}

/** React Flow's nodes, a container before what stands in it; one that did not change keeps its identity, so that a tick of a live run draws only what moved. */
export function canvasNodes(
  model: CanvasModel,
  picture: Picture,
  before: ReadonlyMap<string, StepFlowNode>,
): StepFlowNode[] {
  return model.steps.map((view) => {
    const diff = picture.diff?.[view.id]
    const data: StepFlowNode['data'] = {
      view,
      state: picture.states?.[view.id],
      inRun: picture.states !== undefined,
      selected: picture.selectedId === view.id,
      tabbable: picture.tabId === view.id,
      marks: diff === undefined ? noMarks : diffOnly[diff],
    }
    const known = before.get(view.id)
    return known !== undefined && same(known.data, data) ? known : nodeOf(view, data, model.byId)
  })
}

/** Relative to its container; of what undoes a step, to that: it goes where that goes. */
export function nodePlace(view: CanvasStep, byId: ReadonlyMap<string, CanvasStep>) {
  const of = view.undoes === null ? undefined : byId.get(view.undoes)
  if (of !== undefined) return { position: { x: view.box.x - of.box.x, y: view.box.y - of.box.y }, parentId: of.id }
  return { position: { x: view.box.x, y: view.box.y }, ...(view.parent === null ? {} : { parentId: view.parent }) }
}

function nodeOf(view: CanvasStep, data: StepFlowNode['data'], byId: CanvasModel['byId']): StepFlowNode {
  return {
    id: view.id,
    type: 'step',
    ...nodePlace(view, byId),
    width: view.box.width,
    height: view.box.height,
    zIndex: view.container === null ? 2 : 0,
    draggable: false,
    selectable: false,
    focusable: false,
    connectable: false,
    data,
  }
}

export function canvasEdges(
  model: CanvasModel,
  states: StepStates | undefined,
  before: ReadonlyMap<string, CableEdge>,
): CableEdge[] {
  let pulses = 0
  return model.cables.flatMap((cable): CableEdge[] => {
    let look: CableLook = cableLook(cable, states)
    // More moving at once than the eye can follow says nothing.
    if (look === 'live' && ++pulses > mostPulses) look = 'carried'
    const known = before.get(cable.id)
    const ends = cableEnds(cable, model, states)
    if (ends === null) return []
    if (known?.data !== undefined && known.data.look === look && sameEnds(known.data.ends, ends)) return [known]
    return [
      {
        id: cable.id,
        type: 'cable',
        source: cable.from,
        sourceHandle: cable.port,
        target: cable.to,
        targetHandle: cable.target,
        zIndex: 1,
        focusable: false,
        selectable: false,
        ariaLabel: cable.name,
        data: {
          look,
          ends,
          error: isFailure(cable),
          undo: cable.port === UNDO,
          label: cable.label,
          labelWhenFar: cable.label !== null && !isFailure(cable),
          join: cable.target === 'join',
          late: cable.target === 'join' || model.walk.into(cable.to).length > 1,
        },
      },
    ]
  })
}

const mostPulses = 12

const sameEnds = (a: Ends, b: Ends) =>
  a.route === b.route &&
  a.over === b.over &&
  a.fromX === b.fromX &&
  a.fromY === b.fromY &&
  a.toX === b.toX &&
  a.toY === b.toY

function same(a: StepFlowNode['data'], b: StepFlowNode['data']): boolean {
  return (
    a.view === b.view &&
    a.state === b.state &&
    a.inRun === b.inRun &&
    a.selected === b.selected &&
    a.tabbable === b.tabbable &&
    a.marks === b.marks
  )
}
