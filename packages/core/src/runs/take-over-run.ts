import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { giveUpRun } from './give-up-run.ts'
import { isOwned } from './is-current.ts'
import { FAILS_FOR_LONG } from './judge-start.ts'
import { requeueRun } from './requeue-run.ts'
import type { RunTarget } from './run-target.ts'

/**
 * A run whose workflow is gone goes on from its checkpoints at the next epoch. False when somebody was faster, or when
 * the run has ended or is being cancelled: its workflow may just have been gone because it was through.
 * Attempts that were open stay open: the next one finds that their outcome is unknown. That it was lost is the engine's
 * trouble: a run that is taken over for an hour, and never comes through, is given up.
 */
export async function takeOverRun(db: Database, target: RunTarget): Promise<boolean> {
  const { runId, epoch, workspaceId } = target
  const moved = await inWorkspace(db, workspaceId, async (tx) => {
    const [open] = await tx.select({ failsForLong: FAILS_FOR_LONG }).from(run).where(isOwned(target)).for('update')
    const next = open === undefined ? null : await requeueRun(tx, { id: runId, epoch }, { newRound: false, lost: true })
    return open === undefined || next === null ? null : { ...next, ...open }
  })
  if (moved?.failsForLong) await giveUpRun(db, { workspaceId, runId, epoch: moved.epoch }, 'engine_trouble')
  return moved !== null
}
