import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import { requeueRun } from './requeue-run.ts'
import type { RunTarget } from './run-target.ts'

/**
 * A run whose workflow is gone goes on from its checkpoints at the next epoch. False when somebody was faster, or when
 * the run has ended or is being cancelled: its workflow may just have been gone because it was through.
 * Attempts that were open stay open: the next one finds that their outcome is unknown.
 */
export async function takeOverRun(db: Database, target: RunTarget): Promise<boolean> {
  const moved = await inWorkspace(db, target.workspaceId, async (tx) => {
    const open = await tx
      .select({ id: run.id })
      .from(run)
      .where(and(eq(run.id, target.runId), isNull(run.finishedAt), isNull(run.cancelRequestedAt)))
      .for('update')
    return open.length === 0 ? null : requeueRun(tx, { id: target.runId, epoch: target.epoch }, { newRound: false })
  })
  return moved !== null
}
