import { askUndo, hasUndo, undoRef } from './ask-undo.ts'
import type { Host, NodeRef, Skeleton } from './host.ts'

export type UnwindOutcome =
  /** `failed`: undos that definitely failed, as the applied nodes they belong to. */
  | { outcome: 'undone'; failed: NodeRef[] }
  | { outcome: 'stale' }
  /** To go on with: what is not undone yet. */
  | { outcome: 'restart'; applied: NodeRef[]; failed: NodeRef[] }

/**
 * Undoes what a run has applied, last first and one at a time: for a run that was cancelled and is to leave nothing
 * behind. `applied` stands in the order the steps settled; those without an undo are passed over.
 */
export async function runUnwind(skeleton: Skeleton, host: Host, from: { applied: NodeRef[] }): Promise<UnwindOutcome> {
  const left = from.applied.filter(({ node }) => hasUndo(skeleton, node))
  const failed: NodeRef[] = []
  for (let ref = left.at(-1); ref !== undefined; ref = left.at(-1)) {
    if (host.wantsRestart()) return { outcome: 'restart', applied: left, failed }
    const result = await askUndo(host, ref, { nodes: skeleton })
    if (result.status === 'stale') return { outcome: 'stale' }
    if (result.status === 'retry') await host.sleep(result.afterMs)
    else if (result.status === 'held') await host.awaitRelease(undoRef(skeleton, ref), result.forMs)
    else {
      if (result.status === 'failed') failed.push(ref)
      left.pop()
    }
  }
  return { outcome: 'undone', failed }
}
