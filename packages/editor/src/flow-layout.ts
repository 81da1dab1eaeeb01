import { Graph, layout } from '@dagrejs/dagre'
import { ERROR } from './flow-walk.ts'

export type LayoutStep = {
  id: string
  parent: string | null
  width: number
  /** The most it will take, so that a foot that comes later moves nobody. */
  height: number
  container: 'loop' | 'parallel' | null
  branches: boolean
}

export type LayoutEdge = { from: string; to: string; port: string }

/** Relative to the container it stands in. */
export type Box = { x: number; y: number; width: number; height: number }

/** Where a container's content begins and ends. */
export const inset = { side: 24, head: 34, bottom: 24, fork: 30, join: 34 } as const

const gap = { beside: 36, step: 44, branch: 66, errorRight: 84, errorDown: 54 } as const

/**
 * Success goes down, failure leaves to the right. Containers are laid out from the inside; what is reached only by
 * error cables stands right of the step that failed, a little lower.
 */
export function layoutFlow(steps: readonly LayoutStep[], edges: readonly LayoutEdge[]): Map<string, Box> {
  const boxes = new Map<string, Box>()
  const parents = new Map(steps.map((step) => [step.id, step.parent]))
  const region = (parent: LayoutStep | null): { width: number; height: number } => {
    const members = steps.filter((step) => step.parent === (parent?.id ?? null))
    const sized = members.map((step) => (step.container === null ? step : { ...step, ...region(step) }))
    const inner = edges.filter((edge) => isIn(parents, edge, parent?.id ?? null))
    const placed = placeRegion(sized, inner, parent?.container === 'parallel')
    return settle(placed, parent, boxes)
  }
  region(null)
  return boxes
}

/** A container with no step inside still shows where they would stand. */
export const emptyContainer = { width: 292, height: 110 } as const

export function containerSize(container: 'loop' | 'parallel', content: { width: number; height: number }) {
  const extra = container === 'parallel' ? inset.fork + inset.join : inset.bottom
  return { width: content.width + inset.side * 2, height: content.height + inset.head + extra }
}

export function contentTop(container: 'loop' | 'parallel'): number {
  return inset.head + (container === 'parallel' ? inset.fork : 0)
}

function settle(placed: Map<string, Box>, parent: LayoutStep | null, boxes: Map<string, Box>) {
  const all = [...placed.values()]
  const left = Math.min(0, ...all.map((box) => box.x))
  const width = Math.max(0, ...all.map((box) => box.x + box.width)) - left
  const height = Math.max(0, ...all.map((box) => box.y + box.height))
  const container = parent?.container ?? null
  const dx = (container === null ? 0 : inset.side) - left
  const dy = container === null ? 0 : contentTop(container)
  for (const [id, box] of placed) boxes.set(id, { ...box, x: Math.round(box.x + dx), y: Math.round(box.y + dy) })
  if (container === null) return { width, height }
  if (placed.size === 0) return emptyContainer
  return containerSize(container, { width, height })
}

function placeRegion(steps: readonly LayoutStep[], edges: readonly LayoutEdge[], forked: boolean): Map<string, Box> {
  const main = reachable(steps, edges)
  const placed = placeDown(
    steps.filter((step) => main.has(step.id)),
    edges,
    forked,
  )
  let rest = steps.filter((step) => !main.has(step.id))
  while (rest.length > 0) {
    const entry = edges.find((edge) => placed.has(edge.from) && rest.some((step) => step.id === edge.to))
    const start = entry?.to ?? rest[0]?.id
    if (start === undefined) break
    const group = togetherWith(start, rest, edges)
    const inGroup = rest.filter((step) => group.has(step.id))
    const failing = steps.find((step) => step.id === entry?.from)
    const from = failing === undefined ? undefined : placed.get(failing.id)
    attach({
      placed,
      group: placeDown(inGroup, edges, false),
      start,
      from: from && { ...from, jackY: from.y + jackDown(failing, from) },
    })
    rest = rest.filter((step) => !group.has(step.id))
  }
  return placed
}

type Attachment = {
  placed: Map<string, Box>
  group: Map<string, Box>
  start: string
  from: (Box & { jackY: number }) | undefined
}

/** Where the error jack sits below the upper border. */
const jackDown = (step: LayoutStep | undefined, box: Box) => (step?.container ? box.height / 2 : 34)

/** Puts a group that begins with `start` right of what stands beside it, a little below the step that failed. */
function attach({ placed, group, start, from }: Attachment) {
  const first = group.get(start)
  if (first === undefined) return
  const height = Math.max(...[...group.values()].map((box) => box.y + box.height))
  const y = from === undefined ? 0 : from.jackY + gap.errorDown - first.y
  const beside = [...placed.values()].filter(
    (box) => box.y < y + height + gap.step && box.y + box.height > y - gap.step,
  )
  const x = Math.max(0, ...[from, ...beside].map((box) => (box === undefined ? 0 : box.x + box.width + gap.errorRight)))
  const left = Math.min(...[...group.values()].map((box) => box.x))
  for (const [id, box] of group) placed.set(id, { ...box, x: box.x - left + x, y: box.y + y })
}

function placeDown(steps: readonly LayoutStep[], edges: readonly LayoutEdge[], forked: boolean): Map<string, Box> {
  const graph = new Graph()
  graph.setGraph({
    rankdir: 'TB',
    nodesep: gap.beside,
    ranksep: gap.step / 2,
    ranker: 'network-simplex',
    rankalign: 'top',
  })
  graph.setDefaultEdgeLabel(() => ({}))
  const ids = new Map(steps.map((step) => [step.id, step]))
  // A step keeps close to what leads to it; where several meet, the cables are as long as they must be.
  const weightOf = (edge: LayoutEdge) => (edges.some((each) => each.to === edge.to && each !== edge) ? 2 : 8)
  for (const step of steps) graph.setNode(step.id, { width: step.width, height: step.height })
  for (const edge of edges) {
    const from = ids.get(edge.from)
    if (from === undefined || !ids.has(edge.to) || edge.port === ERROR) continue
    graph.setEdge(edge.from, edge.to, { minlen: from.branches ? 3 : 2, weight: weightOf(edge) })
  }
  if (forked) fork(graph, steps, edges, ids)
  layout(graph, { constraints: sideBySide(steps, edges, ids) })
  const boxes = steps.map((step): [string, Box] => {
    const { x = 0, y = 0 } = graph.node(step.id)
    return [step.id, { x: x - step.width / 2, y: y - step.height / 2, width: step.width, height: step.height }]
  })
  const top = Math.min(...boxes.map(([, box]) => box.y))
  const left = Math.min(...boxes.map(([, box]) => box.x))
  return new Map(boxes.map(([id, box]) => [id, { ...box, x: box.x - left, y: box.y - top }]))
}

/** All ways of a parallel begin in one row, whatever stands in them. */
function fork(
  graph: Graph,
  steps: readonly LayoutStep[],
  edges: readonly LayoutEdge[],
  ids: ReadonlyMap<string, LayoutStep>,
) {
  graph.setNode(forkId, { width: 14, height: 1 })
  for (const step of steps)
    if (!edges.some((edge) => edge.to === step.id && ids.has(edge.from)))
      graph.setEdge(forkId, step.id, { minlen: 1, weight: 1 })
}

const forkId = '\u0000fork'

/** The ways of a choice stand in the order of its jacks. Only steps that one cable leads to: others have no one place. */
function sideBySide(steps: readonly LayoutStep[], edges: readonly LayoutEdge[], ids: ReadonlyMap<string, LayoutStep>) {
  const inner = edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to) && edge.port !== ERROR)
  const into = new Map<string, number>()
  for (const edge of inner) into.set(edge.to, (into.get(edge.to) ?? 0) + 1)
  const rows = steps.map((step) =>
    inner.filter((edge) => edge.from === step.id && into.get(edge.to) === 1).map((edge) => edge.to),
  )
  const first = steps.filter((step) => !into.has(step.id)).map((step) => step.id)
  return [...rows, first].flatMap((row) => row.slice(1).map((right, index) => ({ left: row[index] ?? right, right })))
}

/** Steps of a region that can be reached without an error cable. */
function reachable(steps: readonly LayoutStep[], edges: readonly LayoutEdge[]): Set<string> {
  const ids = new Set(steps.map((step) => step.id))
  const inner = edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to))
  const found = new Set(steps.filter((step) => !inner.some((edge) => edge.to === step.id)).map((step) => step.id))
  for (const id of found) for (const edge of inner) if (edge.from === id && edge.port !== ERROR) found.add(edge.to)
  return found
}

function togetherWith(start: string, steps: readonly LayoutStep[], edges: readonly LayoutEdge[]): Set<string> {
  const ids = new Set(steps.map((step) => step.id))
  const found = new Set([start])
  for (const id of found)
    for (const edge of edges) if (edge.from === id && ids.has(edge.to) && edge.port !== ERROR) found.add(edge.to)
  return found
}

function isIn(parents: ReadonlyMap<string, string | null>, edge: LayoutEdge, parent: string | null): boolean {
  return parents.get(edge.from) === parent && parents.get(edge.to) === parent
}
