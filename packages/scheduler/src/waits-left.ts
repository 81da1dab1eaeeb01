import { type Graph, nodeAt } from './graph.ts'
import type { NodeRef, Skeleton } from './host.ts'
import type { Pass } from './pass.ts'
import { insideOf } from './settle-node.ts'

/** Whether it waits for an answer or an event. A flow that was called goes on, whoever waits for it. */
export const isClosedWhenLeft = (nodes: Skeleton, node: number): boolean => {
  const { kind } = nodeAt(nodes, node)
  return kind === 'approval' || kind === 'event'
}

/**
 * What waits in a pass that has just ended. After a take-up also what an earlier epoch may have come to, and this walk has
 * not, in containers that it has not entered as well.
 */
export function waitsLeft(graph: Graph, pass: Pass, isTakenUp: boolean): NodeRef[] {
  const refs: NodeRef[] = []
  for (const [node, state] of pass.nodes) {
    if (state.settled) continue
    const ref = { node, iteration: pass.iteration }
    if (isTakenUp || pass.pending.has(node)) refs.push(ref)
    if (isTakenUp && !state.walked) refs.push(...insideOf(graph, ref))
  }
  return refs.filter((ref) => isClosedWhenLeft(graph.nodes, ref.node))
}
