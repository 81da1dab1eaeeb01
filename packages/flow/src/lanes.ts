import type { ParallelStep, Step } from './document.ts'
import type { FlowGraph } from './graph.ts'
import { UNDO_PORT } from './ports.ts'

/** Which of a scope's lanes a step stands in: 0 is tried, 1 catches, 2 comes always at the end. 0 elsewhere. */
export function laneIndex({ lane }: Pick<Step, 'lane'>): 0 | 1 | 2 {
  if (lane === undefined) return 0
  return lane === 'catch' ? 1 : 2
}

/**
 * The lanes of a parallel: the parts of its content that no cable joins. By step, numbered from 0 in the order given
 * (the plan's); `members` stand directly in the parallel.
 */
export function parallelLanes(graph: FlowGraph, members: readonly Step[]): Map<string, number> {
  const lanes = new Map<string, number>()
  const ids = new Set(members.map(({ id }) => id))
  let count = 0
  for (const { id: first } of members) {
    if (lanes.has(first)) continue
    const open = [first]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (!ids.has(id) || lanes.has(id)) continue
      lanes.set(id, count)
      open.push(...graph.outOf(id).map(({ to }) => to), ...graph.into(id).map(({ from }) => from))
    }
    count += 1
  }
  return lanes
}

/** Whether a parallel goes on otherwise than when all its lanes have succeeded, however long that takes. */
export function hasOwnJoin({ join }: ParallelStep): boolean {
  return join !== undefined && (join.kind !== 'all' || join.timeoutMs !== undefined)
}

/** The step that a step undoes; undefined for one that is run like any other. */
export function undoneBy(graph: FlowGraph, stepId: string): Step | undefined {
  const edge = graph.into(stepId).find(({ port }) => port === UNDO_PORT)
  return edge === undefined ? undefined : graph.step(edge.from)
}

/** The step that undoes a step. */
export function undoOf(graph: FlowGraph, stepId: string): Step | undefined {
  const edge = graph.outOf(stepId).find(({ port }) => port === UNDO_PORT)
  return edge === undefined ? undefined : graph.step(edge.to)
}

/** The scopes around a step in whose tried lane it stands, by way of the containers between, innermost first. */
export function scopesThatTry(graph: FlowGraph, step: Step): (Step & { kind: 'scope' })[] {
  const scopes: (Step & { kind: 'scope' })[] = []
  let inner = step
  for (const container of graph.around(step.id)) {
    if (container.kind === 'scope' && laneIndex(inner) === 0) scopes.push(container)
    inner = container
  }
  return scopes
}
