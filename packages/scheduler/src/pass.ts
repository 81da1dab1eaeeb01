import type { ControlNode } from '@patchbay/flow/plan'
import { type Graph, nodeAt } from './graph.ts'
import type { Ending, Failure, NodeRef, Pending, Settled, Stage } from './host.ts'

/**
 * One pass through a region: the run itself, a parallel's content or one of its lanes, one item of a loop, one turn of a
 * repeat, one lane of a scope. Dropped once it finished.
 */
export type Pass = {
  /** What this is a pass of; null for the run. */
  walk: Walk | null
  /** Which of its walk: the item, the turn or the lane. */
  number: number
  iteration: number[]
  nodes: Map<number, NodeState>
  settled: Settled[]
  unsettled: number
  /** Calls to the host that have not come back, and steps that are waited for although the pass has ended. */
  calls: number
  walks: Set<Walk>
  /** Steps that are asleep or held. */
  pending: Map<number, Pending>
  /** Nothing new starts here: it finishes as soon as its calls are back. */
  ended: Ending | null
  finished: boolean
}

/** A container at work: which passes are done, which are under way. A parallel without a join has one. */
export type Walk = {
  node: number
  parent: Pass
  stage: Stage
  count: number
  next: number
  concurrency: number
  passes: Set<Pass>
  /** A call of the container's own (a phase, an undo) has not come back. */
  calling: boolean
  ended: Ending | null
  /** Why the container fails once its passes are over. */
  failure: Failure | null
  /** The container has settled or failed already; its last passes are let finish. */
  over: boolean
  lanesEnded: number
  lanesSucceeded: number
  laneFailure: Failure | null
  dueAtMs: number | null
  /** An earlier epoch had begun to undo this scope. */
  undoing: boolean
  applied: Applied[]
}

/** An effect that an undo goes back over; `at` orders them as they settled. */
export type Applied = { at: number; ref: NodeRef }

export type NodeState = {
  /** Dependencies that have not settled. */
  left: number
  taken: boolean
  ran: boolean
  settled: boolean
  /** Containers only: the region was entered, so its nodes answer for themselves. */
  walked: boolean
}

export function openPass(graph: Graph, walk: Walk | null, number: number): Pass {
  const members = membersOfPass(graph, walk, number)
  const nodes = new Map<number, NodeState>()
  for (const index of members) {
    const left = graph.nodes[index]?.deps.length ?? 0
    nodes.set(index, { left, taken: false, ran: false, settled: false, walked: false })
  }
  return {
    walk,
    number,
    iteration: walk === null ? [] : iterationOf(graph, walk, number),
    nodes,
    settled: [],
    unsettled: members.length,
    calls: 0,
    walks: new Set(),
    pending: new Map(),
    ended: null,
    finished: false,
  }
}

export function newWalk(parent: Pass, node: number, count: number): Walk {
  return {
    node,
    parent,
    stage: 'passes',
    count,
    next: 0,
    concurrency: 1,
    passes: new Set(),
    calling: false,
    ended: null,
    failure: null,
    over: false,
    lanesEnded: 0,
    lanesSucceeded: 0,
    laneFailure: null,
    dueAtMs: null,
    undoing: false,
    applied: [],
  }
}

export function concurrencyOf({ join, concurrency }: ControlNode): number {
  return join ? join.lanes : Math.max(1, concurrency ?? 1)
}

/** Loops and repeats add to it; what stands in a parallel or a scope shares the iteration around it. */
export function iterationOf(graph: Graph, walk: Walk, number: number): number[] {
  const { kind } = nodeAt(graph.nodes, walk.node)
  return kind === 'loop' || kind === 'repeat' ? [...walk.parent.iteration, number] : walk.parent.iteration
}

export function stateOf(pass: Pass, node: number): NodeState {
  const state = pass.nodes.get(node)
  if (!state) throw new Error(`Node ${node} does not stand in the region it was settled in.`)
  return state
}

function membersOfPass(graph: Graph, walk: Walk | null, number: number): readonly number[] {
  if (walk === null) return graph.membersOf(null)
  const { join, scope } = nodeAt(graph.nodes, walk.node)
  return join || scope ? graph.laneOf(walk.node, number) : graph.membersOf(walk.node)
}
