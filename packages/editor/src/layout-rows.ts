import { Graph, layout } from '@dagrejs/dagre'
import { ERROR } from './flow-walk.ts'
import { alignRows, type Pull, type RowItem } from './layout-align.ts'
import { axisOf, type Box, type LayoutEdge, type LayoutStep, type Route } from './layout-types.ts'

export type Rows = { boxes: Map<string, Box>; routes: Map<string, Route> }

const gap = { beside: 40, cable: 24, step: 40, fails: 56, label: 24, branch: 66, manyWays: 88, errorRoom: 40 } as const
const manyWays = 4
const forkId = '\u0000fork'
const joinId = '\u0000join'

/**
 * Steps in rows, each below all that lead to it. The ways of a choice stand beside each other in the order of its jacks,
 * what failure leads to at the right. A cable that passes a row has a place of its own there, so that it runs through no
 * step; it turns only between two rows.
 */
export function layoutRows(steps: readonly LayoutStep[], edges: readonly LayoutEdge[], forked: boolean): Rows {
  const ids = new Set(steps.map((step) => step.id))
  const inner = edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to))
  const joins = forked
    ? lasts(steps, inner).map((id): LayoutEdge => ({ id: `join:${id}`, from: id, to: joinId, port: 'out', at: 0.5 }))
    : []
  const graph = graphOf(steps, inner, forked)
  // The first order is that of the jacks; sorting for fewer crossings would mix the ways of a choice.
  layout(graph, { disableOptimalOrderHeuristic: true })
  const bands = bandsOf(steps, inner, graph)
  const branching = new Set(steps.flatMap((step) => (step.branches ? [step.id] : [])))
  const courses = [...inner, ...joins].flatMap((edge) =>
    courseOf(edge, { graph, bands, labelled: branching.has(edge.from) }),
  )
  const places = new Map(steps.map((step) => [step.id, itemOf(step, graph, inner)]))
  straighten({ bands, places, courses, graph })
  const boxes = new Map<string, Box>()
  for (const { id, width, height, axis } of steps) {
    const y = bandAt(bands, graph.node(id).y ?? 0)?.top ?? 0
    boxes.set(id, { x: (places.get(id)?.x ?? 0) - axis, y, width, height, ...(axis === width / 2 ? {} : { axis }) })
  }
  const routes = new Map<string, Route>()
  for (const { edge, leave, passes } of courses) {
    const level = edge.port === ERROR && passes.length === 0 && isFree(boxes, edge.from, edge.to)
    routes.set(edge.id, {
      leave,
      level,
      passes: passes.map(({ item, band }) => ({ x: item.x, top: band.top, bottom: band.bottom })),
    })
  }
  return toCorner(boxes, routes, new Map(steps.map(({ id, hang }) => [id, hang])))
}

type Course = { edge: LayoutEdge; leave: number; passes: { item: RowItem; band: Band }[] }

/** The rows a cable goes past. In a ring of cables one goes up: no row tells its way. */
function courseOf(
  edge: LayoutEdge,
  { graph, bands, labelled }: { graph: Graph; bands: readonly Band[]; labelled: boolean },
): Course[] {
  const top = graph.node(edge.from).y ?? 0
  const bottom = graph.node(edge.to).y ?? 0
  if (top >= bottom) return []
  const points: { x: number; y: number }[] = graph.edge({ v: edge.from, w: edge.to, name: edge.id }).points ?? []
  const passes = points.flatMap(({ x, y }) => {
    const band = y > top + 1 && y < bottom - 1 ? bandAt(bands, y) : undefined
    return band === undefined ? [] : [{ item: cableItem(x, labelled), band }]
  })
  return [{ edge, leave: bandAt(bands, top)?.bottom ?? 0, passes }]
}

function itemOf(step: LayoutStep, graph: Graph, edges: readonly LayoutEdge[]): RowItem {
  const fails = edges.some((edge) => edge.from === step.id && edge.port === ERROR)
  const { x = 0 } = graph.node(step.id)
  const room = fails ? gap.errorRoom / 2 : 0
  return {
    x,
    left: step.axis + room + step.hang,
    right: step.width - step.axis + room,
    width: step.width,
    axis: step.axis,
  }
}

function cableItem(x: number, labelled: boolean): RowItem {
  const half = labelled ? gap.label : 0
  return { x, left: half, right: half, width: 0, axis: 0 }
}

type Straightening = {
  bands: readonly Band[]
  places: ReadonlyMap<string, RowItem>
  courses: readonly Course[]
  graph: Graph
}

function straighten({ bands, places, courses, graph }: Straightening) {
  const rows = new Map<Band, RowItem[]>(bands.map((band) => [band, []]))
  for (const [id, place] of places) rowOf(rows, bandAt(bands, graph.node(id).y ?? 0)).push(place)
  for (const { passes } of courses) for (const { item, band } of passes) rowOf(rows, band).push(item)
  const sorted = [...rows.values()].map((row) => row.toSorted((a, b) => a.x - b.x))
  const degree = (id: string, end: 'from' | 'to') => courses.filter(({ edge }) => edge[end] === id).length
  const pulls = courses.flatMap(({ edge, passes }): Pull[] => {
    const from = places.get(edge.from)
    const to = places.get(edge.to)
    if (from === undefined) return []
    const chain = [from, ...passes.map(({ item }) => item), ...(to === undefined ? [] : [to])]
    const alone = degree(edge.from, 'from') === 1 && degree(edge.to, 'to') === 1
    return chain.slice(1).map((next, index): Pull => {
      const before = chain[index] ?? from
      const offset = index === 0 ? firstOffset(edge, from, next) : 0
      const within = index > 0 && next !== to
      const rigid = offset === 0 && (within || (alone && edge.port !== ERROR))
      return { from: before, to: next, offset, rigid, weight: alone ? 4 : edge.port === ERROR ? 6 : 1 }
    })
  })
  alignRows(sorted, pulls, roomBetween)
}

function roomBetween(left: RowItem, right: RowItem): number {
  const isCable = (item: RowItem) => item.width === 0
  // Close to a step that may fail: the word on its level cable stands on the far side.
  if (isCable(right) && left.right > left.width - left.axis && !isCable(left)) return left.right + gap.cable
  return left.right + right.left + (isCable(left) || isCable(right) ? gap.cable : gap.beside)
}

/** Below its jack; what failure leads to stands right of the step. */
function firstOffset(edge: LayoutEdge, from: RowItem, next: RowItem): number {
  if (edge.port !== ERROR) return (edge.at - 0.5) * from.width
  return from.width - from.axis + (next.width === 0 ? gap.cable : next.axis + gap.errorRoom)
}

const rowOf = (rows: ReadonlyMap<Band, RowItem[]>, band: Band | undefined) =>
  (band === undefined ? undefined : rows.get(band)) ?? []

function graphOf(steps: readonly LayoutStep[], edges: readonly LayoutEdge[], forked: boolean) {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: gap.beside, edgesep: gap.cable, ranksep: 40, ranker: 'network-simplex' })
  graph.setDefaultEdgeLabel(() => ({}))
  const fails = new Set(edges.flatMap((edge) => (edge.port === ERROR ? [edge.from] : [])))
  if (forked) graph.setNode(forkId, { width: 14, height: 1 })
  for (const { id, width, hang } of steps)
    graph.setNode(id, { width: width + hang + (fails.has(id) ? gap.errorRoom : 0), height: 1 })
  if (forked) for (const id of firsts(steps, edges)) graph.setEdge(forkId, id, { weight: 1 })
  for (const edge of inDrawnOrder(edges)) {
    if (edge.port === ERROR && !edges.some((each) => each.from === edge.from && each.port !== ERROR)) {
      // Nothing goes on below: what failure leads to stands at the right all the same.
      const ghost = `\u0000below ${edge.from}`
      graph.setNode(ghost, { width: 120, height: 1 })
      graph.setEdge(edge.from, ghost, { weight: 8 })
    }
    const meets = edges.some((each) => each.to === edge.to && each !== edge)
    graph.setEdge(edge.from, edge.to, { weight: meets ? 2 : 8 }, edge.id)
  }
  if (forked) {
    graph.setNode(joinId, { width: 14, height: 1 })
    for (const id of lasts(steps, edges)) graph.setEdge(id, joinId, { weight: 1 }, `join:${id}`)
  }
  return graph
}

/** By jacks; a way that ends where failures end comes last, for it belongs at the right. */
function inDrawnOrder(edges: readonly LayoutEdge[]): LayoutEdge[] {
  const rescued = new Set(edges.flatMap((edge) => (edge.port === ERROR ? [edge.to] : [])))
  const rank = (edge: LayoutEdge) => (edge.port === ERROR ? 2 : rescued.has(edge.to) ? 1 : 0)
  return edges.toSorted((a, b) => (a.from === b.from ? rank(a) - rank(b) : 0))
}

const firsts = (steps: readonly LayoutStep[], edges: readonly LayoutEdge[]) =>
  steps.flatMap((step) => (edges.some((edge) => edge.to === step.id) ? [] : [step.id]))

const lasts = (steps: readonly LayoutStep[], edges: readonly LayoutEdge[]) =>
  steps.flatMap((step) => (edges.some((edge) => edge.from === step.id && edge.port !== ERROR) ? [] : [step.id]))

/** A row from the upper border of its steps to the lower one of its highest. `y` is its name in the graph. */
type Band = { y: number; top: number; bottom: number }

function bandsOf(steps: readonly LayoutStep[], edges: readonly LayoutEdge[], graph: Graph): Band[] {
  const rows = new Map<number, LayoutStep[]>()
  for (const step of steps) {
    const y = Math.round(graph.node(step.id).y ?? 0)
    rows.set(y, [...(rows.get(y) ?? []), step])
  }
  let top = 0
  return [...rows.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([y, row]) => {
      const band = { y, top, bottom: top + Math.max(...row.map((step) => step.height)) }
      top = band.bottom + Math.max(...row.map((step) => roomBelow(step, edges)))
      return band
    })
}

function roomBelow(step: LayoutStep, edges: readonly LayoutEdge[]): number {
  const ways = edges.filter((edge) => edge.from === step.id && edge.port !== ERROR).length
  if (step.branches) return ways > manyWays ? gap.manyWays : gap.branch
  // A failure's word may have to stand in the gap.
  if (edges.some((edge) => edge.from === step.id && edge.port === ERROR)) return gap.fails
  return ways > 1 ? gap.branch : gap.step
}

const bandAt = (bands: readonly Band[], y: number) => bands.find((band) => Math.abs(band.y - y) < 1)

/** No step stands between a failing one and the place above what its failure leads to. */
function isFree(boxes: ReadonlyMap<string, Box>, from: string, to: string): boolean {
  const start = boxes.get(from)
  const end = boxes.get(to)
  if (start === undefined || end === undefined) return false
  const left = start.x + start.width
  const right = end.x + axisOf(end) + 12
  if (right < left + 60) return false
  return ![...boxes.values()].some((box) => box.y === start.y && box.x < right && box.x + box.width > left)
}

/** The leftmost step, with what hangs there, at 0. */
function toCorner(boxes: Map<string, Box>, routes: Map<string, Route>, hangs: ReadonlyMap<string, number>): Rows {
  const left = Math.min(
    ...[...boxes].map(([id, box]) => box.x - (hangs.get(id) ?? 0)),
    ...[...routes.values()].flatMap((route) => route.passes.map((pass) => pass.x)),
  )
  const moved = [...boxes].map(([id, box]): [string, Box] => [id, { ...box, x: box.x - left }])
  return {
    boxes: new Map(moved),
    routes: new Map([...routes].map(([id, route]) => [id, movedRoute(route, { x: -left, y: 0 })])),
  }
}

export function movedRoute(route: Route, by: { x: number; y: number }): Route {
  return {
    ...route,
    leave: Math.round(route.leave + by.y),
    passes: route.passes.map(({ x, top, bottom }) => ({
      x: Math.round(x + by.x),
      top: Math.round(top + by.y),
      bottom: Math.round(bottom + by.y),
    })),
  }
}
