import type { FlowDocument } from '@patchbay/flow/document'
import {
  containerSize,
  contentTop,
  emptyContainer,
  type FlowLayout,
  inset,
  layoutFlow,
  scopeAxis,
} from './flow-layout.ts'
import { type FlowWalk, portRank, UNDO } from './flow-walk.ts'
import { type LaneBox, laneBoxes, laneOf } from './lanes.ts'
import type { Box, LayoutEdge, LayoutStep } from './layout-types.ts'
import { ownRoutes } from './own-routes.ts'
import { bodyOneLine, nodeWidth, outJacks, type Shape } from './step-shape.ts'
import { waysOf } from './step-ways.ts'
import { hangRoom, undoBox, undoSize } from './undo-place.ts'

/** Where the steps stand. As long as nobody has moved one, all are at 0, 0 and the places are found here. */
export function layoutOf(document: FlowDocument, walk: FlowWalk, shapes: ReadonlyMap<string, Shape>): FlowLayout {
  const edges = edgesOf(walk)
  if (isAutomatic(document)) return autoLayout(walk, shapes, edges)
  const { boxes, lanes } = ownBoxes(document, walk, shapes)
  return { boxes, lanes, routes: ownRoutes(boxes, walk, edges) }
}

export function isAutomatic({ steps }: Pick<FlowDocument, 'steps'>): boolean {
  return steps.every(({ position }) => position.x === 0 && position.y === 0)
}

/** All that the places depend on, as one text: alike means that nothing needs to be laid out again. */
export function layoutKey(document: FlowDocument, shapes: ReadonlyMap<string, Shape>): string {
  const steps = document.steps.map((step) => {
    const shape = shapes.get(step.id)
    const ways = waysOf(step)?.map(({ port, label }) => [port, label]) ?? null
    return [step.id, step.parent, step.lane, step.position.x, step.position.y, shape?.width, shape?.height, ways]
  })
  return JSON.stringify([steps, document.edges])
}

function edgesOf(walk: FlowWalk): LayoutEdge[] {
  return walk.order.flatMap((id) => {
    const step = walk.steps.get(id)
    const outs = step === undefined ? [] : outJacks(step, new Set())
    const cables = walk.outOf(id).filter(({ port }) => port !== UNDO)
    return cables.map((edge) => ({ ...edge, at: outs.find((out) => out.port === edge.port)?.at ?? 0.5 }))
  })
}

function autoLayout(walk: FlowWalk, shapes: ReadonlyMap<string, Shape>, edges: LayoutEdge[]): FlowLayout {
  const steps = walk.order.flatMap((id): LayoutStep[] => {
    const step = walk.steps.get(id)
    const shape = shapes.get(id)
    if (step === undefined || shape === undefined) return []
    const parent = walk.steps.has(step.parent ?? '') ? (step.parent ?? null) : null
    const undoOf = walk.undoes.get(id) ?? null
    const hang = hangRoom(walk.outOf(id).filter(({ port }) => port === UNDO).length)
    const size = undoOf === null ? { width: shape.width, height: shape.height } : undoSize
    const { container } = shape
    const parts = { lane: laneOf(step), axis: size.width / 2, container, branches: waysOf(step) !== null }
    return [{ id, parent, ...size, ...parts, undoOf, hang }]
  })
  const byJacks = edges.toSorted((a, b) =>
    a.from === b.from ? portRank(walk.steps.get(a.from), a.port) - portRank(walk.steps.get(b.from), b.port) : 0,
  )
  return layoutFlow(steps, byJacks)
}

/** Positions as the author set them; a container is as large as what stands in it, an undo hangs at its step. */
function ownBoxes(document: FlowDocument, walk: FlowWalk, shapes: ReadonlyMap<string, Shape>) {
  const boxes = new Map<string, Box>()
  const lanes = new Map<string, LaneBox[]>()
  const steps = new Map(document.steps.map((step) => [step.id, step]))
  for (const step of document.steps) {
    const { width = nodeWidth, height = bodyOneLine } = shapes.get(step.id) ?? {}
    boxes.set(step.id, { ...step.position, width, height })
  }
  hangUndos(walk, boxes)
  const sizeOf = (id: string, container: NonNullable<Shape['container']>) => {
    const inside = walk.inside(id).flatMap((child) => {
      const box = boxes.get(child)
      const step = steps.get(child)
      return box === undefined || step === undefined ? [] : [{ id: child, lane: laneOf(step), box }]
    })
    if (inside.length === 0) return emptyContainer
    const own = container === 'scope' ? laneBoxes(inside) : []
    const right = Math.max(
      ...inside.map(({ box }) => box.x + box.width),
      ...own.map((lane) => lane.x + lane.width - inset.side),
    )
    const height = Math.max(...inside.map(({ box }) => box.y + box.height)) - contentTop(container)
    const size = containerSize(container, { width: right - inset.side, height })
    if (container !== 'scope') return size
    lanes.set(id, own)
    const members = inside.map((each) => ({ ...each, undoOf: walk.undoes.get(each.id) ?? null }))
    return { ...size, axis: scopeAxis(members, boxes, own) }
  }
  // From the inside out, so that a container knows its content.
  for (const id of [...walk.order].reverse()) {
    const step = steps.get(id)
    const container = shapes.get(id)?.container ?? null
    if (step !== undefined && container !== null) boxes.set(id, { ...step.position, ...sizeOf(id, container) })
  }
  return { boxes, lanes }
}

function hangUndos(walk: FlowWalk, boxes: Map<string, Box>) {
  for (const id of walk.order) {
    const undos = walk.outOf(id).filter(({ port }) => port === UNDO)
    const box = boxes.get(id)
    if (box !== undefined) for (const [index, { to }] of undos.entries()) boxes.set(to, undoBox(box, index))
  }
}
