import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { requeueRun } from './requeue-run.ts'
import type { RunTarget } from './run-target.ts'

/**
 * A resumed run whose last calls are over goes back to the queue, to go on from its checkpoints. The workflow of the
 * epoch before the pause may still wait for some time to pass and is the caller's to end. False when the run was paused
 * again, is being cancelled or has ended.
 */
export async function resumeQuietRun(db: Database, target: RunTarget): Promise<boolean> {
  const moved = await inWorkspace(db, target.workspaceId, async (tx) => {
    const held = await tx
      .select({ id: run.id })
      .from(run)
      .where(
        and(
          eq(run.id, target.runId),
          isNotNull(run.resumeRequestedAt),
          isNull(run.finishedAt),
          isNull(run.cancelRequestedAt),
        ),
      )
      .for('update')
    return held.length === 0 ? null : requeueRun(tx, { id: target.runId, epoch: target.epoch }, { newRound: false })
  })
  return moved !== null
}
