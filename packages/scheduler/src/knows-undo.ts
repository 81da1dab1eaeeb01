import { undoRef } from './ask-undo.ts'
import { type Graph, nodeAt } from './graph.ts'
import type { NodeRef } from './host.ts'
import { concurrencyOf, type Pass, type Walk } from './pass.ts'
import { refKey } from './ref-key.ts'
import type { Known } from './take-applied.ts'

/**
 * Whether an earlier epoch had begun to undo a scope because something from outside cut it off. All that was tried may be
 * known to have gone through, and the cut comes after that: the scope is not left undone in part meanwhile. Where the walk
 * had gone on behind the scope before, it was a scope around it that began to undo.
 */
export function knowsUndo(graph: Graph, known: Map<string, Known>, scope: Walk): boolean {
  let begunAt = Number.POSITIVE_INFINITY
  for (const { ref } of scope.applied) {
    if (nodeAt(graph.nodes, ref.node).undo === undefined) continue
    const undo = known.get(refKey(undoRef(graph.nodes, ref)))
    if (undo && undo.at < begunAt) begunAt = undo.at
  }
  if (begunAt === Number.POSITIVE_INFINITY) return false
  const earlier = [...known.values()].filter(({ at }) => at < begunAt)
  return !earlier.some(({ ref }) => nodeAt(graph.nodes, ref.node).undoOf === undefined && isBehind(graph, scope, ref))
}

/** Whether the walk comes to a step only once a container is over: for an item among others at once, nobody can tell. */
function isBehind(graph: Graph, container: Walk, ref: NodeRef): boolean {
  if (isLaterPass(graph, container, { ref, number: 0 })) return true
  for (let walk = container; ; ) {
    const pass = walk.parent
    const beside = besideOf(graph, pass, ref)
    if (beside !== null && beside !== walk.node && dependsOn(graph, beside, walk.node)) return true
    if (pass.walk === null) return false
    if (isLaterPass(graph, pass.walk, { ref, number: pass.number })) return true
    walk = pass.walk
  }
}

/** The node of a pass that is, or holds, this step. */
function besideOf(graph: Graph, pass: Pass, { node, iteration }: NodeRef): number | null {
  if (!isWithin(pass.iteration, iteration)) return null
  for (let at: number | null = node; at !== null; at = nodeAt(graph.nodes, at).region) if (pass.nodes.has(at)) return at
  return null
}

/** In a pass that a container opens only after the one of this number: a later lane of a scope, a later item in turn. */
function isLaterPass(graph: Graph, walk: Walk, { ref, number }: { ref: NodeRef; number: number }): boolean {
  const container = nodeAt(graph.nodes, walk.node)
  const depth = walk.parent.iteration.length
  if (!isWithin(walk.parent.iteration, ref.iteration)) return false
  const lane = laneIn(graph, walk.node, ref.node)
  if (lane === null) return false
  if (container.scope) return (lane ?? 0) > number
  const isInTurn = container.kind === 'repeat' || (container.kind === 'loop' && concurrencyOf(container) === 1)
  return isInTurn && (ref.iteration[depth] ?? 0) > number
}

/** The lane of a container that a step stands in, at any depth; null outside. */
function laneIn(graph: Graph, container: number, node: number): number | undefined | null {
  for (let at = node; ; ) {
    const { region, lane } = nodeAt(graph.nodes, at)
    if (region === container) return lane
    if (region === null) return null
    at = region
  }
}

function dependsOn(graph: Graph, node: number, other: number): boolean {
  const before = [node]
  for (const at of before) {
    for (const { node: dep } of nodeAt(graph.nodes, at).deps) {
      if (dep === other) return true
      if (!before.includes(dep)) before.push(dep)
    }
  }
  return false
}

function isWithin(prefix: number[], iteration: number[]): boolean {
  return prefix.every((number, depth) => iteration[depth] === number)
}
