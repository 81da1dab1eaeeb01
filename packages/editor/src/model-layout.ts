import type { FlowDocument } from '@patchbay/flow/document'
import { containerSize, contentTop, emptyContainer, type FlowLayout, inset, layoutFlow } from './flow-layout.ts'
import { type FlowWalk, portRank } from './flow-walk.ts'
import type { Box, LayoutEdge, LayoutStep } from './layout-types.ts'
import { ownRoutes } from './own-routes.ts'
import { bodyOneLine, nodeWidth, outJacks, type Shape } from './step-shape.ts'

/** Where the steps stand. As long as nobody has moved one, all are at 0, 0 and the places are found here. */
export function layoutOf(document: FlowDocument, walk: FlowWalk, shapes: ReadonlyMap<string, Shape>): FlowLayout {
  const edges = edgesOf(walk)
  if (isAutomatic(document)) return autoLayout(walk, shapes, edges)
  const boxes = ownBoxes(document, walk, shapes)
  return { boxes, routes: ownRoutes(boxes, walk, edges) }
}

export function isAutomatic({ steps }: Pick<FlowDocument, 'steps'>): boolean {
  return steps.every(({ position }) => position.x === 0 && position.y === 0)
}

/** All that the places depend on, as one text: alike means that nothing needs to be laid out again. */
export function layoutKey(document: FlowDocument, shapes: ReadonlyMap<string, Shape>): string {
  const steps = document.steps.map((step) => {
    const shape = shapes.get(step.id)
    const ways = step.kind === 'branch' ? step.cases.map(({ id, label }) => [id, label]) : null
    return [step.id, step.parent, step.position.x, step.position.y, shape?.width, shape?.height, ways]
  })
  return JSON.stringify([steps, document.edges])
}

function edgesOf(walk: FlowWalk): LayoutEdge[] {
  return walk.order.flatMap((id) => {
    const step = walk.steps.get(id)
    const outs = step === undefined ? [] : outJacks(step, new Set())
    return walk.outOf(id).map((edge) => ({ ...edge, at: outs.find((out) => out.port === edge.port)?.at ?? 0.5 }))
  })
}

function autoLayout(walk: FlowWalk, shapes: ReadonlyMap<string, Shape>, edges: LayoutEdge[]): FlowLayout {
  const steps = walk.order.flatMap((id): LayoutStep[] => {
    const step = walk.steps.get(id)
    const shape = shapes.get(id)
    if (step === undefined || shape === undefined) return []
    const parent = walk.steps.has(step.parent ?? '') ? (step.parent ?? null) : null
    const { width, height, container } = shape
    return [{ id, parent, width, height, container, branches: step.kind === 'branch' }]
  })
  const byJacks = edges.toSorted((a, b) =>
    a.from === b.from ? portRank(walk.steps.get(a.from), a.port) - portRank(walk.steps.get(b.from), b.port) : 0,
  )
  return layoutFlow(steps, byJacks)
}

/** Positions as the author set them; a container is as large as what stands in it. */
function ownBoxes(document: FlowDocument, walk: FlowWalk, shapes: ReadonlyMap<string, Shape>): Map<string, Box> {
  const boxes = new Map<string, Box>()
  const steps = new Map(document.steps.map((step) => [step.id, step]))
  const sizeOf = (id: string): { width: number; height: number } => {
    const shape = shapes.get(id)
    if (shape === undefined) return { width: nodeWidth, height: bodyOneLine }
    if (shape.container === null) return { width: shape.width, height: shape.height }
    const inside = walk.inside(id).flatMap((child) => {
      const box = boxes.get(child)
      return box === undefined ? [] : [box]
    })
    if (inside.length === 0) return emptyContainer
    const top = contentTop(shape.container)
    return containerSize(shape.container, {
      width: Math.max(...inside.map((box) => box.x + box.width)) - inset.side,
      height: Math.max(...inside.map((box) => box.y + box.height)) - top,
    })
  }
  // From the inside out, so that a container knows its content.
  for (const id of [...walk.order].reverse()) {
    const step = steps.get(id)
    if (step !== undefined) boxes.set(id, { ...step.position, ...sizeOf(id) })
  }
  return boxes
}
