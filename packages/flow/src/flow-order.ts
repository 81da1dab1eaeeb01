import type { Step } from './document.ts'
import { byText, type FlowGraph, isContainer } from './graph.ts'
import { laneIndex } from './lanes.ts'
import { UNDO_PORT } from './ports.ts'

/** How deep containers may stand in one another; deeper ones are left out of the order. */
export const MAX_DEPTH = 8

/**
 * The steps in the order a run meets them: the trigger first, a container directly before its content, what undoes a
 * step directly after it, a scope's lanes one after the other, and otherwise cables decide, then ids. It does not depend on how the document lists steps and edges. `left` are the steps that no
 * order can hold: those in a ring of cables or containers, and those behind one.
 */
export function flowOrder(graph: FlowGraph): { ordered: Step[]; left: Step[] } {
  const ordered = orderRegion(graph, null, 0)
  const placed = new Set(ordered)
  const left = graph.document.steps.filter((step) => graph.step(step.id) === step && !placed.has(step))
  return { ordered, left }
}

function orderRegion(graph: FlowGraph, container: string | null, depth: number): Step[] {
  if (depth > MAX_DEPTH) return []
  const members = graph.inside(container)
  const waitingFor = new Map<string, number>()
  for (const { id, parent } of members) {
    waitingFor.set(id, graph.into(id).filter((edge) => graph.step(edge.from)?.parent === parent).length)
  }
  const ready = members.filter((step) => waitingFor.get(step.id) === 0).sort(byRank)
  const ordered: Step[] = []
  for (let step = ready.shift(); step !== undefined; step = ready.shift()) {
    ordered.push(step)
    if (isContainer(step)) ordered.push(...orderRegion(graph, step.id, depth + 1))
    for (const { to } of graph.outOf(step.id)) {
      const next = graph.step(to)
      const count = waitingFor.get(to)
      if (next === undefined || count === undefined) continue
      waitingFor.set(to, count - 1)
      if (count === 1) insertByRank(ready, next)
    }
    bringForward(ready, undosOf(graph, step))
  }
  return ordered
}

function insertByRank(ready: Step[], step: Step): void {
  const at = ready.findIndex((other) => byRank(step, other) < 0)
  ready.splice(at < 0 ? ready.length : at, 0, step)
}

function undosOf(graph: FlowGraph, step: Step): ReadonlySet<string> {
  return new Set(graph.outOf(step.id).flatMap(({ port, to }) => (port === UNDO_PORT ? [to] : [])))
}

function bringForward(ready: Step[], ids: ReadonlySet<string>): void {
  if (ids.size === 0) return
  const first = ready.filter(({ id }) => ids.has(id))
  ready.splice(0, ready.length, ...first, ...ready.filter(({ id }) => !ids.has(id)))
}

function byRank(a: Step, b: Step): number {
  const triggers = Number(b.kind === 'trigger') - Number(a.kind === 'trigger')
  return triggers || laneIndex(a) - laneIndex(b) || byText(a.id, b.id)
}
