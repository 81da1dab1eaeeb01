import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { fail, ok, type Result } from '../result.ts'
import { finishRun } from './finish-run.ts'

export type CancelRequest = {
  runId: string
  /** Who asked, in a person's words. */
  by: string
  /** Once it has stopped, undo what has an undo. */
  undo: boolean
  /** Nobody means this run itself: one that undoes already goes on with it. */
  sparesUndo?: boolean
}

export type Cancelling = { workflowEpoch: number; unbegun: boolean; epoch: number }

/**
 * Shuts a run against new effects, inside the caller's transaction: the epoch rises. `carryOutCancel` must follow the
 * commit.
 */
export async function requestCancel(tx: Queries, request: CancelRequest): Promise<Result<Cancelling>> {
  const [found] = await tx.select().from(run).where(eq(run.id, request.runId)).for('update')
  if (!found) return fail('not_found', 'This run does not exist in this workspace.')
  if (found.finishedAt)
    return fail('conflict', `This run has ended already: it ${found.state}.`, { current: found.state })
  if (found.unwindingAt && (request.undo || request.sparesUndo)) {
    return fail('conflict', 'This run is being undone already.', { current: found.state })
  }
  if (found.cancelRequestedAt && request.undo && !found.cancelUndoes) {
    const message =
      'This run is being cancelled already, without undoing. Once it has ended, it tells what stays done: undo that by hand.'
    return fail('conflict', message, { current: found.state })
  }
  if (found.cancelRequestedAt) {
    return ok({ workflowEpoch: found.epoch - 1, epoch: found.epoch, unbegun: false })
  }
  // Leased: its workflow may have begun a moment ago, whatever the row says.
  const unbegun = found.state === 'queued' && found.leaseId === null
  await tx
    .update(run)
    .set({
      cancelRequestedAt: sql`now()`,
      cancelRequestedBy: request.by,
      cancelUndoes: request.undo,
      epoch: found.epoch + 1,
      leaseId: null,
      leasedUntil: null,
      // Nobody is to lease it once more: it only ends.
      state: found.state === 'queued' ? 'running' : found.state,
    })
    .where(eq(run.id, found.id))
  // A paused run's workflow was of the epoch before the pause, and may be waiting for its time to pass.
  const workflowEpoch = found.pausedAt === null ? found.epoch : found.epoch - 1
  return ok({
    workflowEpoch,
    epoch: found.epoch + 1,
    unbegun: unbegun || (found.pausedAt !== null && (await isQuiet(tx, found.id))),
  })
}

/** Ends the run at once where no workflow is there to do it, and tells the workflow else. */
export async function carryOutCancel(
  ctx: Pick<CoreContext, 'db' | 'engine' | 'notify'>,
  target: { workspaceId: string; runId: string },
  cancelling: Cancelling,
): Promise<void> {
  if (cancelling.unbegun) {
    await finishRun(
      ctx.db,
      { ...target, epoch: cancelling.epoch },
      { state: 'cancelled', reasonCode: 'cancelled', reason: null, failedStepId: null, skipped: [], onlyCancels: true },
    )
    // Its place is free, or it is queued again to undo.
    ctx.notify('patchbay_inbox', 'run')
  }
  await ctx.engine.cancelRun({ runId: target.runId, epoch: cancelling.workflowEpoch })
  ctx.notify('patchbay_live', `${target.workspaceId}:run:${target.runId}`)
  await cancelCalled(ctx, target)
}

/** What it called and waits for stops with it, in the same way. */
async function cancelCalled(
  ctx: Pick<CoreContext, 'db' | 'engine' | 'notify'>,
  { workspaceId, runId }: { workspaceId: string; runId: string },
): Promise<void> {
  const called = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [caller] = await tx
      .select({ undo: sql<boolean>`${run.cancelUndoes} OR ${run.unwindingAt} IS NOT NULL` })
      .from(run)
      .where(eq(run.id, runId))
    const open = await tx
      .select({ runId: run.id })
      .from(run)
      .where(and(eq(run.parentRunId, runId), eq(run.parentWaits, true), isNull(run.finishedAt)))
    return open.map((one) => ({ ...one, undo: caller?.undo ?? false }))
  })
  const by = 'the run that called it'
  for (const one of called) await cancelWithin(ctx, workspaceId, { ...one, by, sparesUndo: true })
}

async function isQuiet(tx: Queries, runId: string): Promise<boolean> {
  const open = await tx.execute(sql`SELECT 1 FROM attempt WHERE run_id = ${runId} AND outcome IS NULL LIMIT 1`)
  return open.rows.length === 0
}

/** The same for what cancels without a person: a newer event, a caller that was cancelled. */
export async function cancelWithin(
  ctx: Pick<CoreContext, 'db' | 'engine' | 'notify'>,
  workspaceId: string,
  request: CancelRequest,
): Promise<Result<Cancelling>> {
  const asked = await inWorkspace(ctx.db, workspaceId, (tx) => requestCancel(tx, request))
  if (asked.ok) await carryOutCancel(ctx, { workspaceId, runId: request.runId }, asked.value)
  return asked
}
