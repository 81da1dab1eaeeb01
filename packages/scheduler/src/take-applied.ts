import { hasUndo } from './ask-undo.ts'
import { type Graph, nodeAt } from './graph.ts'
import type { NodeRef, StepResult } from './host.ts'
import { type Applied, iterationOf, type Walk } from './pass.ts'
import { refKey } from './ref-key.ts'

/** A result of an earlier epoch, with its place in the order they came about. */
export type Known = { at: number; ref: NodeRef; result: StepResult }

/**
 * Takes out of what is known the effects in a scope's tried lane that the walk has not come to: a failure that is known,
 * too, may have ended the lane before. What has been undone already says so when its undo is called again.
 */
export function takeApplied(graph: Graph, known: Map<string, Known>, scope: Walk): Applied[] {
  const applied: Applied[] = []
  for (const { at, ref, result } of known.values()) {
    if (result.status !== 'succeeded' || !hasUndo(graph.nodes, ref.node)) continue
    if (!isTriedIn(graph, ref.node, scope.node)) continue
    if (scope.parent.iteration.every((number, depth) => ref.iteration[depth] === number)) applied.push({ at, ref })
  }
  for (const { ref } of applied) known.delete(refKey(ref))
  return applied
}

/** Whether an earlier epoch has been in this pass of a container. */
export function knowsPass(graph: Graph, known: Map<string, Known>, of: { walk: Walk; number: number }): boolean {
  const prefix = iterationOf(graph, of.walk, of.number)
  const inside = new Set(graph.inside(of.walk.node))
  for (const { ref } of known.values()) {
    if (inside.has(ref.node) && prefix.every((number, depth) => ref.iteration[depth] === number)) return true
  }
  return false
}

function isTriedIn(graph: Graph, node: number, scope: number): boolean {
  let at = node
  for (;;) {
    const { region, lane } = nodeAt(graph.nodes, at)
    if (region === scope) return lane === 0
    if (region === null) return false
    at = region
  }
}
