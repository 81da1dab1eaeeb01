import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { requeueRun } from './requeue-run.ts'
import type { RunTarget } from './run-target.ts'

/**
 * A run whose workflow is gone goes on from its checkpoints at the next epoch. False when somebody was faster.
 * Attempts that were open stay open: the next one finds that their outcome is unknown.
 */
export async function takeOverRun(db: Database, target: RunTarget): Promise<boolean> {
  const moved = await inWorkspace(db, target.workspaceId, (tx) =>
    requeueRun(tx, { id: target.runId, epoch: target.epoch }, { newRound: false }),
  )
  return moved !== null
}
