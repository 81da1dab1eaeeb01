import { type Graph, nodeAt } from './graph.ts'
import type { Pass, Walk } from './pass.ts'

/**
 * What a failure in this pass ends: one pass (an item of a loop that goes on with the next, a lane that its parallel can
 * do without), a container that takes it, or (null) the run. The innermost wins.
 */
export function takerOfFailure(
  graph: Graph,
  from: Pass,
): { kind: 'pass'; walk: Walk; pass: Pass } | { kind: 'container'; walk: Walk; pass: Pass } | null {
  for (let pass = from; pass.walk !== null; pass = pass.walk.parent) {
    const { walk } = pass
    const container = nodeAt(graph.nodes, walk.node)
    if (container.kind === 'loop' && container.onItemError === 'continue') return { kind: 'pass', walk, pass }
    if (container.join && !(container.join.of === 'ended' && container.join.need === null)) {
      return { kind: 'pass', walk, pass }
    }
    if (container.catches || container.scope) return { kind: 'container', walk, pass }
  }
  return null
}

/** The innermost scope around that undoes what was applied in it. */
export function undoingScope(graph: Graph, from: Pass): Walk | null {
  for (let pass = from; pass.walk !== null; pass = pass.walk.parent) {
    if (nodeAt(graph.nodes, pass.walk.node).scope?.compensates) return pass.walk
  }
  return null
}
