import { type Graph, nodeAt } from './graph.ts'
import type { ContainerSnapshot, PassSnapshot } from './host.ts'
import { concurrencyOf, newWalk, openPass, type Pass, stateOf, type Walk } from './pass.ts'
import { noteSettled } from './settle-node.ts'

/** The pass that a snapshot was taken of, containers in it included; nothing in it is under way yet. */
export function restorePass(graph: Graph, from: PassSnapshot, of: { walk: Walk; number: number } | null = null): Pass {
  const pass = openPass(graph, of?.walk ?? null, of?.number ?? 0)
  for (const [node, port] of from.settled) noteSettled(graph, pass, { node, port }, () => undefined)
  for (const node of from.ran) stateOf(pass, node).ran = true
  for (const node of from.walked) stateOf(pass, node).walked = true
  for (const [node, pending] of from.pending) pass.pending.set(node, pending)
  pass.ended = from.ended
  for (const walk of from.walks) pass.walks.add(restoreWalk(graph, pass, walk))
  return pass
}

function restoreWalk(graph: Graph, parent: Pass, from: ContainerSnapshot): Walk {
  const { applied, open, ...kept } = from
  const walk: Walk = { ...newWalk(parent, from.node, from.count), ...kept }
  walk.concurrency = concurrencyOf(nodeAt(graph.nodes, from.node))
  walk.applied = applied.map(([at = 0, node = 0, ...iteration]) => ({ at, ref: { node, iteration } }))
  for (const { pass, snapshot } of open) walk.passes.add(restorePass(graph, snapshot, { walk, number: pass }))
  return walk
}
