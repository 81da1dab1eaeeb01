import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, eventWait, run } from '@patchbay/db/schema'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { isOwned } from '../runs/is-current.ts'
import { runStateAfter } from '../runs/run-state-after.ts'
import type { RunTarget, StepPlace } from '../runs/run-target.ts'

/**
 * Closes the questions and the waits for events of steps that a run has gone on without, in all passes inside their
 * iterations. What was answered or came just before stays as it is, and takes the run nowhere. Nothing when another epoch
 * owns the run.
 */
export async function closeLeft(
  db: Database,
  target: RunTarget,
  left: readonly Pick<StepPlace, 'node' | 'iteration'>[],
): Promise<void> {
  const places = JSON.stringify(left.map(({ node, iteration }) => ({ node, iteration })))
  await inWorkspace(db, target.workspaceId, async (tx) => {
    const owned = await tx.select({ id: run.id }).from(run).where(isOwned(target)).for('update')
    if (owned.length === 0) return
    const closed = await tx.execute<{ id: string }>(sql`
      UPDATE step_run s SET state = 'cancelled', finished_at = now(), release_requested_at = NULL, epoch = ${target.epoch},
        notes = ${JSON.stringify([WENT_ON])}::jsonb
      FROM jsonb_to_recordset(${places}::jsonb) AS p (node int, iteration text)
      WHERE s.run_id = ${target.runId} AND s.node = p.node AND s.state IN ('waiting', 'retrying')
        AND s.kind IN ('approval', 'event')
        AND (s.iteration = p.iteration OR p.iteration = '' OR starts_with(s.iteration, p.iteration || '.'))
      RETURNING s.id`)
    const ids = closed.rows.map(({ id }) => id)
    if (ids.length === 0) return
    await tx
      .update(approval)
      .set({ state: 'withdrawn', noticeAt: null })
      .where(and(inArray(approval.stepRunId, ids), eq(approval.state, 'open')))
    await tx
      .update(eventWait)
      .set({ state: 'withdrawn', settledAt: sql`now()` })
      .where(and(inArray(eventWait.stepRunId, ids), eq(eventWait.state, 'open')))
    await tx
      .update(run)
      .set({ state: runStateAfter('running', sql`false`) })
      .where(eq(run.id, target.runId))
  })
}

const WENT_ON = 'The run went on without it.'
