import type { Queries } from '@patchbay/db/database'
import { bulkItem, bulkJob } from '@patchbay/db/schema'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { holdersOf } from '../waits/callers.ts'

export type JobRow = typeof bulkJob.$inferSelect
export type ItemRow = Pick<typeof bulkItem.$inferSelect, 'id' | 'runId' | 'stepRunId' | 'tries'>
export type Taken = { job: JobRow; items: ItemRow[]; over: boolean }

/** A worker that took items and died keeps others from them for this long. */
const TAKEN_MS = 30_000

/**
 * What a turn of a job begins: as many of its runs as there is room for beside those that are under way. Counts into the
 * job what has come through since the last turn, and looks at nothing that was through before: a turn costs what has
 * changed, however many items there are. Null: another worker is at this job just now, or it has ended.
 */
export async function takeItems(tx: Queries, jobId: string): Promise<Taken | null> {
  const [job] = await tx
    .select()
    .from(bulkJob)
    .where(and(eq(bulkJob.id, jobId), eq(bulkJob.state, 'running')))
    .for('update', { skipLocked: true })
  if (!job) return null
  const busy = await countBusy(tx, job)
  const open = await tx
    .select({ id: bulkItem.id })
    .from(bulkItem)
    .where(and(eq(bulkItem.jobId, job.id), IS_OPEN))
    .limit(1)
  if (open.length === 0 && busy === 0) {
    await tx.update(bulkJob).set({ state: 'done', finishedAt: sql`now()` }).where(eq(bulkJob.id, job.id))
    return { job, items: [], over: true }
  }
  const room = job.atOnce - busy
  if (room <= 0 || open.length === 0) return { job, items: [], over: false }
  const items = await tx.execute<ItemRow>(sql`
    UPDATE bulk_item SET state = 'taken', tries = tries + 1, taken_until = now() + ${TAKEN_MS} * interval '1 ms'
    WHERE id = ANY (ARRAY(
      SELECT i.id FROM bulk_item i
      WHERE i.job_id = ${job.id} AND i.state IN ('queued', 'taken') AND (i.state = 'queued' OR i.taken_until <= now())
      ORDER BY i.position LIMIT ${room} FOR UPDATE SKIP LOCKED))
    RETURNING id, run_id AS "runId", step_run_id AS "stepRunId", tries`)
  return { job, items: items.rows, over: false }
}

const IS_OPEN = sql`${bulkItem.state} IN ('queued', 'taken')`

/** How many are under way; those that are not any more are counted into the job. */
async function countBusy(tx: Queries, job: JobRow): Promise<number> {
  const { rows } = await tx.execute<{ busy: number }>(sql`
    WITH looked AS MATERIALIZED (
      SELECT i.id, i.state, i.taken_until > now() AS taken, ${outcomeOf(job)} AS outcome, ${UNDER_WAY} AS under_way,
        ${IS_THROUGH} AS is_through
      -- One look by key each: a plan made for more rows than there are now would read all runs.
      FROM bulk_item i LEFT JOIN LATERAL (SELECT * FROM run o WHERE o.id = i.run_id AND i.state = 'applied' OFFSET 0) r ON true
      WHERE i.job_id = ${job.id} AND i.state IN ('taken', 'applied', 'refused') AND NOT i.through
    ), through AS (
      UPDATE bulk_item b SET through = true, outcome = (SELECT l.outcome FROM looked l WHERE l.id = b.id)
      WHERE b.id = ANY (ARRAY(SELECT l.id FROM looked l WHERE l.is_through))
      RETURNING b.state, b.outcome
    ), counted AS (
      UPDATE bulk_job j SET succeeded = j.succeeded + t.succeeded, failed = j.failed + t.failed, refused = j.refused + t.refused
      FROM (SELECT count(*) FILTER (WHERE outcome = 'succeeded') AS succeeded, count(*) FILTER (WHERE outcome = 'failed') AS failed,
                   count(*) FILTER (WHERE state = 'refused') AS refused, count(*) AS all FROM through) t
      WHERE j.id = ${job.id} AND t.all > 0
    )
    SELECT (count(*) FILTER (WHERE (state = 'taken' AND taken) OR (state = 'applied' AND under_way)))::int AS busy FROM looked`)
  return rows[0]?.busy ?? 0
}

/** A wait as short as this is taken for a part of the work: the calls after it would come on top of others else. */
const SHORT_WAIT_S = 5
/** What waits for longer than this is not looked at any more. */
const LONG_WAIT_S = 60

const WAITS_IN_LINE = sql`(r.state = 'queued' AND NOT r.has_turn AND EXISTS (
  SELECT 1 FROM (${holdersOf(sql`r.workspace_id`, sql`r.order_key`)}) h))`

/**
 * A run that waits for its time, for a person or for its turn leaves its room to others, as far as the vendor is
 * concerned: what has the turn may be one that this job comes to later.
 */
const UNDER_WAY: SQL = sql`coalesce(i.state = 'applied' AND r.finished_at IS NULL AND r.paused_at IS NULL
  AND (r.state IN ('running', 'retrying') OR (r.state = 'queued' AND NOT ${WAITS_IN_LINE})
    OR (r.state = 'waiting' AND r.progress_at > now() - make_interval(secs => ${SHORT_WAIT_S}))), false)`

const IS_THROUGH: SQL = sql`(i.state = 'refused' OR (i.state = 'applied' AND (
  r.id IS NULL OR r.finished_at IS NOT NULL OR r.paused_at IS NOT NULL OR r.state = 'needs_attention'
  OR ((r.state = 'waiting' OR ${WAITS_IN_LINE}) AND r.progress_at <= now() - make_interval(secs => ${LONG_WAIT_S})))))`

/** A run that retention has removed since had ended; null while it is open. */
const outcomeOf = ({ action }: JobRow): SQL => {
  const good = action === 'cancel' ? sql`r.state IN ('succeeded', 'cancelled')` : sql`r.state = 'succeeded'`
  return sql`CASE WHEN i.state <> 'applied' THEN NULL WHEN r.id IS NULL OR (r.finished_at IS NOT NULL AND ${good}) THEN 'succeeded'
    WHEN r.finished_at IS NOT NULL THEN 'failed' END`
}
