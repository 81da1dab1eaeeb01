import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { BulkAction, BulkItemState, RunState } from '@patchbay/db/schema'
import { type SQL, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import type { BulkItemView, BulkJobDetail, BulkJobView } from './bulk-models.ts'

const MAX_JOBS = 20
const MAX_ERRORS = 100

/** Jobs that go on, and those of the last day; newest first. */
export async function listBulkJobs(ctx: CoreContext, principal: Principal): Promise<Result<BulkJobView[]>> {
  const allowed = authorise(principal, 'bulk.read')
  if (!allowed.ok) return allowed
  const recent = sql`(j.state = 'running' OR j.created_at > now() - interval '1 day')`
  return ok(await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadJobs(tx, recent)))
}

/** One job with what did not go well. */
export async function getBulkJob(
  ctx: CoreContext,
  principal: Principal,
  input: { id: string },
): Promise<Result<BulkJobDetail>> {
  const allowed = authorise(principal, 'bulk.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<BulkJobDetail>> => {
    const [job] = await loadJobs(tx, sql`j.id = ${input.id}`)
    return job === undefined
      ? fail('not_found', 'This job does not exist in this workspace.')
      : ok({ ...job, errors: await loadErrors(tx, job.id) })
  })
}

type JobRow = {
  id: string
  action: BulkAction
  state: 'running' | 'stopped' | 'done'
  cause: string | null
  flowId: string | null
  flowName: string | null
  total: number
  atOnce: number
  startedMs: number
  startedBy: string
  stoppedBy: string | null
  finishedMs: number | null
} & BulkJobView['counts']

async function loadJobs(tx: Queries, which: SQL): Promise<BulkJobView[]> {
  const { rows } = await tx.execute<JobRow>(sql`
    SELECT j.id, j.action, j.state, j.cause, f.id AS "flowId", f.name AS "flowName", j.total, j.at_once AS "atOnce",
           (extract(epoch FROM j.created_at) * 1000)::float8 AS "startedMs", j.actor ->> 'name' AS "startedBy",
           j.stopped_by AS "stoppedBy", (extract(epoch FROM j.finished_at) * 1000)::float8 AS "finishedMs",
           n.refused, n.succeeded, n.failed, c."underWay", c.held, m.mended,
           CASE j.state WHEN 'stopped' THEN 0 ELSE n.rest END AS queued, CASE j.state WHEN 'stopped' THEN n.rest ELSE 0 END AS stopped
    FROM bulk_job j LEFT JOIN flow f ON f.id = j.flow_id CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE r.finished_at IS NULL AND r.state <> 'needs_attention'))::int AS "underWay",
             (count(*) FILTER (WHERE r.finished_at IS NULL AND r.state = 'needs_attention'))::int AS held,
             (count(*) FILTER (WHERE r.id IS NULL OR r.state = 'succeeded' OR (j.action = 'cancel' AND r.state = 'cancelled')))::int AS succeeded,
             (count(*) FILTER (WHERE r.state = 'failed' OR (j.action <> 'cancel' AND r.state = 'cancelled')))::int AS failed,
             count(*)::int AS applied
      FROM bulk_item i LEFT JOIN run r ON r.id = i.run_id
      WHERE i.job_id = j.id AND i.state = 'applied' AND i.outcome IS NULL) c
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS refused FROM bulk_item i
      WHERE i.job_id = j.id AND i.state IN ('taken', 'applied', 'refused') AND NOT i.through AND i.state = 'refused') w
    CROSS JOIN LATERAL (
      SELECT j.refused + w.refused AS refused, j.succeeded + c.succeeded AS succeeded, j.failed + c.failed AS failed,
             j.total - j.refused - w.refused - j.succeeded - j.failed - c.applied AS rest) n
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS mended FROM bulk_item i JOIN run r ON r.id = i.run_id
      WHERE i.job_id = j.id AND j.action <> 'cancel' AND (i.state = 'refused' OR i.outcome = 'failed') AND r.state = 'succeeded') m
    WHERE j.state <> 'preview' AND ${which} ORDER BY j.created_at DESC LIMIT ${MAX_JOBS}`)
  return rows.map((row) => ({
    id: row.id,
    action: row.action,
    state: row.state,
    cause: row.cause,
    flow: row.flowId === null || row.flowName === null ? null : { id: row.flowId, name: row.flowName },
    total: row.total,
    atOnce: row.atOnce,
    counts: {
      queued: row.queued,
      underWay: row.underWay,
      succeeded: row.succeeded,
      failed: row.failed,
      held: row.held,
      refused: row.refused,
      stopped: row.stopped,
      mended: row.mended,
    },
    startedAt: new Date(row.startedMs),
    startedBy: row.startedBy,
    stoppedBy: row.stoppedBy,
    finishedAt: row.finishedMs === null ? null : new Date(row.finishedMs),
  }))
}

async function loadErrors(tx: Queries, jobId: string): Promise<BulkItemView[]> {
  const { rows } = await tx.execute<{
    runId: string
    subject: string | null
    state: BulkItemState
    runState: RunState | null
    error: string | null
  }>(sql`
    SELECT i.run_id AS "runId", r.subject, i.state, r.state AS "runState",
           CASE WHEN i.state = 'refused' THEN i.error ELSE coalesce(i.error, r.reason) END AS error
    FROM (
      SELECT * FROM (
        SELECT b.* FROM bulk_item b WHERE b.job_id = ${jobId} AND (b.state = 'refused' OR b.outcome = 'failed')
        ORDER BY b.position LIMIT ${MAX_ERRORS}) bad
      UNION ALL
      SELECT l.* FROM bulk_item l JOIN run lr ON lr.id = l.run_id
      WHERE l.job_id = ${jobId} AND l.state = 'applied' AND l.outcome IS NULL AND lr.state IN ('failed', 'needs_attention')) i
    LEFT JOIN run r ON r.id = i.run_id
    ORDER BY i.position LIMIT ${MAX_ERRORS}`)
  return rows
}
