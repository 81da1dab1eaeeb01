import { type LaneBox, laneBoxes, laneNames } from './lanes.ts'
import { layoutRows, movedRoute, type Rows } from './layout-rows.ts'
import {
  axisOf,
  type Box,
  type ContainerKind,
  type LaneName,
  type LayoutEdge,
  type LayoutStep,
  type Route,
} from './layout-types.ts'
import { undoBox } from './undo-place.ts'

export type FlowLayout = {
  boxes: Map<string, Box>
  routes: Map<string, { parent: string | null; route: Route }>
  /** By scope. */
  lanes: Map<string, LaneBox[]>
}

/** Where a container's content begins and ends. A scope's first line has the words of its lanes, and the dashed cable. */
export const inset = { side: 24, head: 34, bottom: 24, fork: 54, join: 50, lanes: 20, add: 12 } as const

/** Success goes down, failure leaves to the right. Containers are laid out from the inside. */
export function layoutFlow(steps: readonly LayoutStep[], edges: readonly LayoutEdge[]): FlowLayout {
  const done: FlowLayout = { boxes: new Map(), routes: new Map(), lanes: new Map() }
  const parents = new Map(steps.map((step) => [step.id, step.parent]))
  const region = (parent: LayoutStep | null): Size => {
    const id = parent?.id ?? null
    const members = steps.filter((step) => step.parent === id)
    const sized = members.map((step) => (step.container === null ? step : { ...step, ...region(step) }))
    const inner = edges.filter((edge) => parents.get(edge.from) === id && parents.get(edge.to) === id)
    if (parent?.container === 'scope') return settleLanes(parent, laneRows(sized, inner), { members: sized, done })
    const rows = rowsOf(sized, inner, parent?.container === 'parallel')
    return settle(rows, parent, done)
  }
  region(null)
  return done
}

type Size = { width: number; height: number; axis: number }

/** A container with no step inside still shows where they would stand. */
export const emptyContainer = { width: 292, height: 110 } as const

export function containerSize(container: ContainerKind, content: { width: number; height: number }) {
  return {
    width: content.width + inset.side * 2,
    height: content.height + contentTop(container) + contentBottom(container),
  }
}

export function contentTop(container: ContainerKind): number {
  if (container === 'scope') return inset.head + inset.lanes
  return inset.head + (container === 'parallel' ? inset.fork : 0)
}

/** Below the content: where a parallel joins, where lanes can be added to a scope. */
export function contentBottom(container: ContainerKind): number {
  return { parallel: inset.join, scope: inset.bottom + inset.add, loop: inset.bottom, repeat: inset.bottom }[container]
}

/** Rows of the steps, with their undos beside them. */
function rowsOf(steps: readonly LayoutStep[], edges: readonly LayoutEdge[], forked: boolean): Rows {
  const standing = steps.filter(({ undoOf }) => undoOf === null)
  const rows = layoutRows(standing, edges, forked)
  const hung = new Map<string, number>()
  for (const { id, undoOf } of steps) {
    const of = undoOf === null ? undefined : rows.boxes.get(undoOf)
    if (undoOf === null || of === undefined) continue
    const index = hung.get(undoOf) ?? 0
    hung.set(undoOf, index + 1)
    rows.boxes.set(id, undoBox(of, index))
  }
  return rows
}

function laneRows(steps: readonly LayoutStep[], edges: readonly LayoutEdge[]): Rows[] {
  return laneNames.map((lane) =>
    rowsOf(
      steps.filter((step) => step.lane === lane),
      edges,
      false,
    ),
  )
}

/** The lanes side by side; the jacks of the scope stand over what is tried. */
function settleLanes(
  parent: LayoutStep,
  lanes: readonly Rows[],
  { members, done }: { members: readonly LayoutStep[]; done: FlowLayout },
): Size {
  const placed: { lane: LaneName; box: Box }[] = []
  lanes.forEach((rows, index) => {
    const lane = laneNames[index] ?? 'try'
    const before = lane === 'try' ? 0 : rightOf(laneBoxes(placed))
    const by = { x: before + inset.side, y: contentTop('scope') }
    place(rows, parent.id, { by, done })
    for (const [id] of rows.boxes) placed.push(...boxesOf(done.boxes, id).map((box) => ({ lane, box })))
  })
  if (placed.length === 0) return { ...emptyContainer, axis: emptyContainer.width / 2 }
  const boxes = laneBoxes(placed)
  done.lanes.set(parent.id, boxes)
  const height = Math.max(...placed.map(({ box }) => box.y + box.height)) - contentTop('scope')
  const size = containerSize('scope', { width: rightOf(boxes) - inset.side * 2, height })
  return { ...size, axis: scopeAxis(members, done.boxes, boxes) }
}

/** Over the first step of what is tried, where there is just one. */
export function scopeAxis(
  members: readonly Pick<LayoutStep, 'id' | 'lane' | 'undoOf'>[],
  boxes: ReadonlyMap<string, Box>,
  lanes: readonly LaneBox[],
): number {
  const tried = members.flatMap(({ id, lane, undoOf }) => (lane === 'try' && undoOf === null ? boxesOf(boxes, id) : []))
  const top = Math.min(...tried.map(({ y }) => y))
  const firsts = tried.filter(({ y }) => y === top)
  const [first] = firsts
  if (first !== undefined && firsts.length === 1) return first.x + axisOf(first)
  return (lanes[0]?.width ?? emptyContainer.width) / 2
}

const rightOf = (lanes: readonly LaneBox[]) => Math.max(0, ...lanes.map(({ x, width }) => x + width))

function boxesOf(boxes: ReadonlyMap<string, Box>, id: string): Box[] {
  const box = boxes.get(id)
  return box === undefined ? [] : [box]
}

function place({ boxes, routes }: Rows, parent: string | null, { by, done }: Placing) {
  for (const [id, box] of boxes)
    done.boxes.set(id, { ...box, x: Math.round(box.x + by.x), y: Math.round(box.y + by.y) })
  for (const [id, route] of routes) done.routes.set(id, { parent, route: movedRoute(route, by) })
}

type Placing = { by: { x: number; y: number }; done: FlowLayout }

function settle(rows: Rows, parent: LayoutStep | null, done: FlowLayout): Size {
  const all = [...rows.boxes.values()]
  const passes = [...rows.routes.values()].flatMap((route) => route.passes)
  const width = Math.max(0, ...all.map((box) => box.x + box.width), ...passes.map((pass) => pass.x))
  const height = Math.max(0, ...all.map((box) => box.y + box.height))
  const container = parent?.container ?? null
  const by = { x: container === null ? 0 : inset.side, y: container === null ? 0 : contentTop(container) }
  place(rows, parent?.id ?? null, { by, done })
  if (container === null) return { width, height, axis: width / 2 }
  const size = rows.boxes.size === 0 ? emptyContainer : containerSize(container, { width, height })
  return { ...size, axis: size.width / 2 }
}
