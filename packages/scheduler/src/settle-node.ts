import type { Graph } from './graph.ts'
import type { NodeRef } from './host.ts'
import { type NodeState, type Pass, stateOf } from './pass.ts'

/**
 * Settles a node and, with it, every node after it that can no longer be taken. Answers which nodes may start now and
 * which, content of containers included, never will.
 */
export function settleNode(
  graph: Graph,
  pass: Pass,
  first: { node: number; port: string },
): { ready: number[]; skipped: NodeRef[] } {
  const ready: number[] = []
  const skipped: NodeRef[] = []
  const settling: { node: number; port: string | null }[] = [first]
  for (const { node, port } of settling) {
    const ref = { node, iteration: pass.iteration }
    if (port === null) skipped.push(ref)
    if (!stateOf(pass, node).walked) skipped.push(...insideOf(graph, ref))
    noteSettled(graph, pass, { node, port }, (next, state) => {
      if (state.left > 0 || state.ran || state.settled) return
      if (state.taken) ready.push(next)
      else settling.push({ node: next, port: null })
    })
  }
  return { ready, skipped }
}

/** Writes down that a node has settled, and tells of every dependency on it. */
export function noteSettled(
  graph: Graph,
  pass: Pass,
  settled: { node: number; port: string | null },
  tell: (dependent: number, state: NodeState) => void,
): void {
  const { node, port } = settled
  const state = stateOf(pass, node)
  if (state.settled) throw new Error(`Node ${node} settled twice in one pass.`)
  state.settled = true
  pass.unsettled -= 1
  pass.settled.push({ ref: { node, iteration: pass.iteration }, port })
  for (const dependent of graph.dependents[node] ?? []) {
    const next = stateOf(pass, dependent.node)
    next.left -= 1
    if (port === dependent.port) next.taken = true
    tell(dependent.node, next)
  }
}

/** Nodes of an ended pass that never ran, content of containers included: what a person is told was skipped. */
export function neverRan(graph: Graph, pass: Pass): NodeRef[] {
  const refs: NodeRef[] = []
  for (const [node, state] of pass.nodes) {
    if (state.settled) continue
    const ref = { node, iteration: pass.iteration }
    if (!state.ran) refs.push(ref)
    if (!state.walked) refs.push(...insideOf(graph, ref))
  }
  return refs
}

export function insideOf(graph: Graph, { node, iteration }: NodeRef): NodeRef[] {
  return graph.inside(node).map((inner) => ({ node: inner, iteration }))
}
