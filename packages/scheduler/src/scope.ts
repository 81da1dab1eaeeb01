import { type Graph, nodeAt } from './graph.ts'
import type { NodeRef, Settled } from './host.ts'

/** One pass through a region: the run itself, a parallel's content, or one item of a loop. Dropped once it finished. */
export type Scope = {
  /** What this is a pass of; null for the run. */
  walk: Walk | null
  iteration: number[]
  nodes: Map<number, NodeState>
  settled: Settled[]
  unsettled: number
  /** Calls to the host that have not come back. */
  calls: number
  walks: Set<Walk>
  /** Nothing new starts here: it finishes as soon as its calls are back. */
  ended: boolean
  finished: boolean
}

/** A container at work: which items are done, which are under way. A parallel has one item. */
export type Walk = {
  node: number
  parent: Scope
  count: number
  next: number
  concurrency: number
  scopes: Set<Scope>
  ended: boolean
  /** Ended by a failure that the container's own error path takes. */
  failed: boolean
}

export type NodeState = {
  /** Dependencies that have not settled. */
  left: number
  taken: boolean
  ran: boolean
  settled: boolean
  /** Containers only: the region was entered, so its nodes answer for themselves. */
  walked: boolean
}

export function openScope(graph: Graph, walk: Walk | null, iteration: number[]): Scope {
  const members = graph.membersOf(walk ? walk.node : null)
  const nodes = new Map<number, NodeState>()
  for (const index of members) {
    const left = graph.nodes[index]?.deps.length ?? 0
    nodes.set(index, { left, taken: false, ran: false, settled: false, walked: false })
  }
  return {
    walk,
    iteration,
    nodes,
    settled: [],
    unsettled: members.length,
    calls: 0,
    walks: new Set(),
    ended: false,
    finished: false,
  }
}

export function stateOf(scope: Scope, node: number): NodeState {
  const state = scope.nodes.get(node)
  if (!state) throw new Error(`Node ${node} does not stand in the region it was settled in.`)
  return state
}

export function refKey(ref: NodeRef): string {
  return `${ref.node}/${ref.iteration.join('.')}`
}

/** Nodes of an ended scope that never ran, content of containers included: what a person is told was skipped. */
export function neverRan(graph: Graph, scope: Scope): NodeRef[] {
  const refs: NodeRef[] = []
  for (const [node, state] of scope.nodes) {
    if (state.settled) continue
    if (!state.ran) refs.push({ node, iteration: scope.iteration })
    if (!state.walked) for (const inner of graph.inside(node)) refs.push({ node: inner, iteration: scope.iteration })
  }
  return refs
}

/**
 * Settles a node and, with it, every node after it that can no longer be taken. Answers which nodes may start now and
 * which, content of containers included, never will.
 */
export function settleNode(
  graph: Graph,
  scope: Scope,
  first: { node: number; port: string },
): { ready: number[]; skipped: NodeRef[] } {
  const ready: number[] = []
  const skipped: NodeRef[] = []
  const settling: { node: number; port: string | null }[] = [first]
  for (const { node, port } of settling) {
    const state = stateOf(scope, node)
    if (state.settled) throw new Error(`Node ${node} settled twice in one pass.`)
    state.settled = true
    scope.unsettled -= 1
    const ref = { node, iteration: scope.iteration }
    scope.settled.push({ ref, port })
    if (port === null) skipped.push(ref)
    if (!state.walked) for (const inner of graph.inside(node)) skipped.push({ node: inner, iteration: scope.iteration })
    for (const dependent of graph.dependents[node] ?? []) {
      const next = stateOf(scope, dependent.node)
      next.left -= 1
      if (port === dependent.port) next.taken = true
      if (next.left > 0 || next.ran || next.settled) continue
      if (next.taken) ready.push(dependent.node)
      else settling.push({ node: dependent.node, port: null })
    }
  }
  return { ready, skipped }
}

/**
 * What a failure in this scope ends: an item of a loop that goes on with the next, a container whose error path takes
 * it, or (null) the run. The innermost wins.
 */
export function takerOfFailure(
  graph: Graph,
  from: Scope,
): { kind: 'item'; scope: Scope } | { kind: 'container'; walk: Walk } | null {
  for (let scope = from; scope.walk !== null; scope = scope.walk.parent) {
    const container = nodeAt(graph.nodes, scope.walk.node)
    if (container.kind === 'loop' && container.onItemError === 'continue') return { kind: 'item', scope }
    if (container.catches) return { kind: 'container', walk: scope.walk }
  }
  return null
}
