import { ERROR, type FlowWalk } from './flow-walk.ts'
import { axisOf, type Box, type LayoutEdge, type Route } from './layout-types.ts'

type Routes = Map<string, { parent: string | null; route: Route }>
type Span = { top: number; bottom: number; boxes: Box[] }

const clear = 24
/** A cable needs this much to turn. */
const turn = 14
/** From another column into the jack: the plug needs its room, too. */
const lastTurn = 34
const errorDown = 34

/** Where an author has set the steps: the way of each cable that would otherwise run through one. */
export function ownRoutes(boxes: ReadonlyMap<string, Box>, walk: FlowWalk, edges: readonly LayoutEdge[]): Routes {
  const routes: Routes = new Map()
  for (const edge of edges) {
    const from = boxes.get(edge.from)
    const to = boxes.get(edge.to)
    const parent = walk.steps.get(edge.from)?.parent ?? null
    if (from === undefined || to === undefined || parent !== (walk.steps.get(edge.to)?.parent ?? null)) continue
    const others = walk.inside(parent).flatMap((id) => {
      const box = boxes.get(id)
      return box === undefined || id === edge.from || id === edge.to ? [] : [box]
    })
    const route = edge.port === ERROR ? failureRoute(from, to, others) : routeDown(jackOf(edge, from), to, others)
    if (route !== null) routes.set(edge.id, { parent, route })
  }
  return routes
}

const jackOf = (edge: LayoutEdge, from: Box) => ({
  x: from.x + axisOf(from) + from.width * (edge.at - 0.5),
  y: from.y + from.height,
})

function failureRoute(from: Box, to: Box, others: readonly Box[]): Route | null {
  const start = { x: from.x + from.width, y: from.y + errorDown }
  const endX = to.x + axisOf(to)
  const isLevel =
    endX > start.x + 60 &&
    to.y > start.y + 40 &&
    !others.some((box) => crosses(box, { left: start.x, right: endX, top: start.y - 10, bottom: start.y + 10 })) &&
    !others.some((box) => crosses(box, { left: endX - 8, right: endX + 8, top: start.y, bottom: to.y }))
  if (isLevel) return { leave: start.y, passes: [], level: true }
  const below = { x: start.x + turn, y: from.y + from.height }
  const round = routeDown(below, to, others)
  if (round !== null || endX >= start.x + 60 || to.y - below.y < turn * 2) return round
  // Back under the step itself: down past it first.
  return { leave: below.y, passes: [], level: false }
}

function routeDown(start: { x: number; y: number }, to: Box, others: readonly Box[]): Route | null {
  const end = { x: to.x + axisOf(to), y: to.y }
  if (end.y - start.y < turn * 2) return null
  const field = { left: Math.min(start.x, end.x) - 8, right: Math.max(start.x, end.x) + 8, top: start.y, bottom: end.y }
  if (!others.some((box) => crosses(box, field))) return null
  let x = start.x
  let leave = start.y
  const passes: { x: number; top: number; bottom: number }[] = []
  for (const span of spansOf(others, start.y, end.y)) {
    if (span.top <= start.y + turn) {
      leave = Math.max(leave, Math.min(span.bottom, end.y - turn * 2))
      continue
    }
    const isLast = span.bottom > end.y - lastTurn
    const free = isLast && isFree(span, end.x) ? end.x : freeColumn(span, x, end.x)
    const bottom = Math.min(span.bottom + turn / 2, end.y - (free === end.x ? turn : lastTurn))
    passes.push({ x: free, top: span.top - turn / 2, bottom })
    x = free
  }
  return { leave, passes, level: false }
}

/** Rows of boxes that overlap in height, from above. */
function spansOf(boxes: readonly Box[], top: number, bottom: number): Span[] {
  const spans: Span[] = []
  for (const box of boxes.toSorted((a, b) => a.y - b.y)) {
    const end = box.y + box.height
    if (end <= top || box.y >= bottom) continue
    const last = spans.at(-1)
    if (last !== undefined && box.y < last.bottom + turn) {
      last.bottom = Math.max(last.bottom, end)
      last.boxes.push(box)
    } else spans.push({ top: box.y, bottom: end, boxes: [box] })
  }
  return spans
}

const isFree = ({ boxes }: Span, x: number) =>
  !boxes.some((box) => x > box.x - clear / 2 && x < box.x + box.width + clear / 2)

/** Where nothing of a row stands, with the least way from one side to the other. */
function freeColumn(span: Span, from: number, to: number): number {
  const way = (x: number) => Math.abs(x - from) + Math.abs(x - to)
  const candidates = [from, to, ...span.boxes.flatMap((box) => [box.x - clear, box.x + box.width + clear])]
  return candidates.filter((x) => isFree(span, x)).toSorted((a, b) => way(a) - way(b))[0] ?? from
}

function crosses(box: Box, field: { left: number; right: number; top: number; bottom: number }): boolean {
  return box.x < field.right && box.x + box.width > field.left && box.y < field.bottom && box.y + box.height > field.top
}
