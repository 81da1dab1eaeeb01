import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion, type RunState, run } from '@patchbay/db/schema'
import { and, desc, eq, gte, inArray, like, lt, type SQL, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { decodeCursor, encodeCursor } from '../paging/cursor.ts'
import { containing } from '../paging/like.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { Page, RunSummary } from '../read-models.ts'
import { ok, type Result } from '../result.ts'
import { describeRuns } from './describe-runs.ts'
import { RUN_STATES } from './run-states.ts'

export type RunFilter = {
  flowId?: string | undefined
  states?: RunState[] | undefined
  from?: Date | undefined
  to?: Date | undefined
  /** Order number, e-mail address, … */
  text?: string | undefined
  cursor?: string | null | undefined
  limit?: number | undefined
}

export type RunList = Page<RunSummary> & {
  /** By state, under all filters but that of the state. */
  counts: Record<RunState, number>
  /** Under all filters. */
  total: number
  histogram: { from: Date; total: number; failed: number; retrying: number }[]
}

const BUCKETS = 48
const DAY_MS = 86_400_000

/** Newest first. */
export async function listRuns(ctx: CoreContext, principal: Principal, filter: RunFilter): Promise<Result<RunList>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  const limit = Math.min(filter.limit ?? 50, 200)
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const found = await loadPage(tx, filter, limit)
    const described = await describeRuns(tx, found.slice(0, limit))
    const counts = await countStates(tx, filter)
    const last = found.length > limit ? found[limit - 1] : undefined
    return ok({
      items: found
        .slice(0, limit)
        .map(
          ({
            planHash: _planHash,
            reason: _reason,
            cursorAt: _cursorAt,
            pausedAt: _pausedAt,
            pausedBy: _pausedBy,
            unwindingAt: _unwindingAt,
            ...row
          }) => ({
            ...row,
            ...(described.get(row.id) ?? {
              strip: [],
              happened: null,
              stoppedBy: null,
              tries: 0,
              environment: 'live' as const,
            }),
          }),
        ),
      nextCursor: last === undefined ? null : encodeCursor({ at: last.cursorAt, id: last.id }),
      counts,
      total: RUN_STATES.filter((state) => !filter.states?.length || filter.states.includes(state)).reduce(
        (sum, state) => sum + counts[state],
        0,
      ),
      histogram: await loadHistogram(tx, filter, ctx.clock.now()),
    })
  })
}

const loadPage = (tx: Queries, filter: RunFilter, limit: number) => {
  const cursor = decodeCursor(filter.cursor)
  return tx
    .select({
      id: run.id,
      state: run.state,
      subject: run.subject,
      flow: { id: flow.id, name: flow.name },
      version: flowVersion.number,
      acceptedAt: run.acceptedAt,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      planHash: run.planHash,
      reason: run.reason,
      pausedAt: run.pausedAt,
      pausedBy: run.pausedBy,
      unwindingAt: run.unwindingAt,
      cursorAt: sql<string>`${run.acceptedAt}::text`,
    })
    .from(run)
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .where(
      and(
        ...conditionsOf(filter),
        filter.states?.length ? inArray(run.state, filter.states) : undefined,
        cursor === null
          ? undefined
          : sql`(${run.acceptedAt}, ${run.id}) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`,
      ),
    )
    .orderBy(desc(run.acceptedAt), desc(run.id))
    .limit(limit + 1)
}

const conditionsOf = (filter: RunFilter): (SQL | undefined)[] => [
  filter.flowId === undefined ? undefined : eq(run.flowId, filter.flowId),
  filter.from === undefined ? undefined : gte(run.acceptedAt, filter.from),
  filter.to === undefined ? undefined : lt(run.acceptedAt, filter.to),
  filter.text?.trim() ? like(run.searchText, containing(filter.text)) : undefined,
]

async function countStates(tx: Queries, filter: RunFilter): Promise<Record<RunState, number>> {
  const rows = await tx
    .select({ state: run.state, count: sql<number>`count(*)::int` })
    .from(run)
    .where(and(...conditionsOf(filter)))
    .groupBy(run.state)
  const counts = {
    queued: 0,
    running: 0,
    retrying: 0,
    waiting: 0,
    needs_attention: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
  }
  for (const row of rows) counts[row.state] = row.count
  return counts
}

/** Over the filter's time; without one, over the last day. */
async function loadHistogram(tx: Queries, filter: RunFilter, now: Date): Promise<RunList['histogram']> {
  const to = filter.to ?? now
  const from = filter.from ?? new Date(to.getTime() - DAY_MS)
  const widthMs = Math.max(1, (to.getTime() - from.getTime()) / BUCKETS)
  const bucket = sql<number>`floor((extract(epoch FROM ${run.acceptedAt}) * 1000 - ${from.getTime()}::float8) / ${widthMs}::float8)::int`
  const rows = await tx
    .select({
      bucket: sql<number>`${bucket} AS bucket`,
      total: sql<number>`count(*)::int`,
      failed: sql<number>`(count(*) FILTER (WHERE ${run.state} = 'failed'))::int`,
      retrying: sql<number>`(count(*) FILTER (WHERE ${run.state} IN ('retrying', 'needs_attention')))::int`,
    })
    .from(run)
    .where(
      and(
        ...conditionsOf({ ...filter, from, to: new Date(to.getTime() + 1) }),
        filter.states?.length ? inArray(run.state, filter.states) : undefined,
      ),
    )
    .groupBy(sql`bucket`)
  const byBucket = new Map(rows.map((row) => [Math.min(row.bucket, BUCKETS - 1), row]))
  return Array.from({ length: BUCKETS }, (_, index) => {
    const row = byBucket.get(index)
    return {
      from: new Date(from.getTime() + index * widthMs),
      total: row?.total ?? 0,
      failed: row?.failed ?? 0,
      retrying: row?.retrying ?? 0,
    }
  })
}
