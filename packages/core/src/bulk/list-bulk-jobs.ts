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
           j.stopped_by AS "stoppedBy", (extract(epoch FROM j.finished_at) * 1000)::float8 AS "finishedMs", c.*
    FROM bulk_job j LEFT JOIN flow f ON f.id = j.flow_id CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE i.state IN ('queued', 'taken')))::int AS queued,
             (count(*) FILTER (WHERE i.state = 'applied' AND r.finished_at IS NULL AND r.state <> 'needs_attention'))::int AS "underWay",
             (count(*) FILTER (WHERE i.state = 'applied' AND (r.id IS NULL OR r.state = 'succeeded' OR (j.action = 'cancel' AND r.state = 'cancelled'))))::int AS succeeded,
             (count(*) FILTER (WHERE i.state = 'applied' AND (r.state = 'failed' OR (j.action <> 'cancel' AND r.state = 'cancelled'))))::int AS failed,
             (count(*) FILTER (WHERE i.state = 'applied' AND r.finished_at IS NULL AND r.state = 'needs_attention'))::int AS held,
             (count(*) FILTER (WHERE i.state = 'refused'))::int AS refused,
             (count(*) FILTER (WHERE i.state = 'stopped'))::int AS stopped
      FROM bulk_item i LEFT JOIN run r ON r.id = i.run_id WHERE i.job_id = j.id) c
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
    FROM bulk_item i LEFT JOIN run r ON r.id = i.run_id
    WHERE i.job_id = ${jobId} AND (i.state = 'refused' OR (i.state = 'applied' AND r.state IN ('failed', 'needs_attention')))
    ORDER BY i.position LIMIT ${MAX_ERRORS}`)
  return rows
}
