import { nodeAt } from './graph.ts'
import type { Host, NodeRef, Skeleton, StepResult } from './host.ts'

/** Whether there is anything to do when this node's scope is undone. */
export function hasUndo(nodes: Skeleton, node: number): boolean {
  const { undo, asksUndo } = nodeAt(nodes, node)
  return undo !== undefined || asksUndo === true
}

/** What is called to undo an applied node: the node that undoes it, in the same iteration, or a question to a person. */
export function undoRef(nodes: Skeleton, applied: NodeRef): NodeRef {
  return { node: nodeAt(nodes, applied.node).undo ?? applied.node, iteration: applied.iteration }
}

/** `undoing`: the scope that undoes; absent where a whole run is undone. */
export async function askUndo(
  host: Host,
  applied: NodeRef,
  { nodes, undoing }: { nodes: Skeleton; undoing?: NodeRef },
): Promise<StepResult> {
  const ref = undoRef(nodes, applied)
  if (nodeAt(nodes, applied.node).undo === undefined) return host.runPhase(ref, 'ask_undo', undoing)
  if (nodeAt(nodes, ref.node).mode === 'activity') return host.runStep(ref, undoing)
  const [first] = await host.runSegment({ ready: [ref], settled: [], ...(undoing ? { undoing } : {}) })
  if (!first) throw new Error(`The undo of node ${applied.node} came back without a result.`)
  return first.result
}
