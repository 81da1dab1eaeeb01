import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, type ProblemHow, type ProblemState, problemStates } from '@patchbay/db/schema'
import { ne, type SQL, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { messageOfTries } from './message-of-tries.ts'
import type { ProblemReason, ReasonList } from './problem-models.ts'
import { reasonWords } from './reason-words.ts'

export type ReasonFilter = {
  state: ProblemState
  flowId?: string | undefined
  connectionId?: string | undefined
  since?: Date | undefined
  cause?: string | undefined
}

const MAX_SHOWN = 200

/** Why runs stopped: what is held before what failed, then what holds most runs. Settled ones newest first. */
export async function listReasons(
  ctx: CoreContext,
  principal: Principal,
  filter: ReasonFilter,
): Promise<Result<ReasonList>> {
  const allowed = authorise(principal, 'problem.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const reasons = await loadReasons(tx, filter)
    return ok({
      reasons,
      counts: await countReasons(tx),
      decided: await countDecided(tx),
      runs: reasons.reduce((sum, reason) => sum + reason.runs, 0),
      ...(await loadChoices(tx, filter.state)),
    })
  })
}

type ReasonRow = {
  cause: string
  kind: 'failed' | 'held'
  code: string
  field: string | null
  connector: string | null
  stepId: string | null
  stepName: string | null
  flowId: string
  flowName: string
  flows: number
  connectionId: string | null
  connectionName: string | null
  environment: 'live' | 'sandbox' | null
  message: string | null
  runs: number
  held: number
  lastRunId: string
  lastSubject: string | null
  sinceMs: number
  lastMs: number
  settledMs: number | null
  settledBy: string | null
  how: ProblemHow | null
  note: string | null
}

export async function loadReasons(tx: Queries, filter: ReasonFilter): Promise<ProblemReason[]> {
  const { rows } = await tx.execute<ReasonRow>(sql`
    SELECT g.cause, g.runs, g.held, g.flows, g."sinceMs", g."lastMs", g."settledMs",
           l.kind, l.code, l.field, l.connector, l.step_id AS "stepId", l.run_id AS "lastRunId", l.settled_by AS "settledBy", l.how, l.note,
           f.id AS "flowId", f.name AS "flowName", r.subject AS "lastSubject",
           c.id AS "connectionId", c.name AS "connectionName", c.environment,
           coalesce(s.error ->> 'message', ${messageOfTries(sql`s.id`)}, r.reason) AS message,
           jsonb_path_query_first(v.document, '$.steps[*] ? (@.id == $id).name', jsonb_build_object('id', l.step_id)) #>> '{}' AS "stepName"
    FROM (
      SELECT p.cause, count(DISTINCT p.run_id)::int AS runs, (count(*) FILTER (WHERE p.kind = 'held'))::int AS held,
             count(DISTINCT p.flow_id)::int AS flows,
             (array_agg(p.id ORDER BY coalesce(p.settled_at, p.last_at) DESC))[1] AS last_id,
             (extract(epoch FROM min(p.opened_at)) * 1000)::float8 AS "sinceMs",
             (extract(epoch FROM max(p.last_at)) * 1000)::float8 AS "lastMs",
             (extract(epoch FROM max(p.settled_at)) * 1000)::float8 AS "settledMs"
      FROM problem p WHERE ${conditionOf(filter)} GROUP BY p.cause
      ORDER BY ${filter.state === 'open' || filter.state === 'mending' ? sql`(count(*) FILTER (WHERE p.kind = 'held') > 0) DESC, count(*) DESC` : sql`max(p.settled_at) DESC NULLS LAST`}, p.cause
      LIMIT ${MAX_SHOWN}
    ) g
    JOIN problem l ON l.id = g.last_id JOIN run r ON r.id = l.run_id JOIN flow f ON f.id = l.flow_id
    LEFT JOIN flow_version v ON v.id = r.version_id
    LEFT JOIN step_run s ON s.id = l.step_run_id LEFT JOIN connection c ON c.id = l.connection_id
    ORDER BY ${filter.state === 'open' || filter.state === 'mending' ? sql`(g.held > 0) DESC, g.runs DESC` : sql`g."settledMs" DESC NULLS LAST`}, g.cause`)
  return rows.map((row) => toReason(row, filter.state))
}

function toReason(row: ReasonRow, state: ProblemState): ProblemReason {
  const { cause, kind, code, field, connector, stepId, stepName, flows, runs, held, lastRunId, lastSubject, how } = row
  return {
    ...{ cause, state, kind, code, field, connector, stepId, stepName, flows, runs, held, lastRunId, lastSubject, how },
    ...reasonWords(row),
    flow: { id: row.flowId, name: row.flowName },
    connection:
      row.connectionId === null || row.connectionName === null
        ? null
        : { id: row.connectionId, name: row.connectionName, environment: row.environment ?? 'live' },
    since: new Date(row.sinceMs),
    lastAt: new Date(row.lastMs),
    settledAt: row.settledMs === null ? null : new Date(row.settledMs),
    settledBy: row.settledBy,
    note: row.note,
  }
}

const conditionOf = ({ state, flowId, connectionId, since, cause }: ReasonFilter): SQL =>
  sql.join(
    [
      sql`p.state = ${state}`,
      ...(flowId === undefined ? [] : [sql`p.flow_id = ${flowId}`]),
      ...(connectionId === undefined ? [] : [sql`p.connection_id = ${connectionId}`]),
      ...(since === undefined ? [] : [sql`p.last_at >= ${since.toISOString()}::timestamptz`]),
      ...(cause === undefined ? [] : [sql`p.cause = ${cause}`]),
    ],
    sql` AND `,
  )

/** Reasons by state. */
export async function countReasons(tx: Queries): Promise<Record<ProblemState, number>> {
  const { rows } = await tx.execute<{ state: ProblemState; count: number }>(
    sql`SELECT state, count(DISTINCT cause)::int AS count FROM problem GROUP BY state`,
  )
  const counts = { open: 0, mending: 0, resolved: 0, dismissed: 0 } satisfies Record<ProblemState, number>
  for (const state of problemStates) counts[state] = rows.find((row) => row.state === state)?.count ?? 0
  return counts
}

const countDecided = (tx: Queries): Promise<number> => tx.$count(decision, ne(decision.state, 'open'))

async function loadChoices(tx: Queries, state: ProblemState): Promise<Pick<ReasonList, 'flows' | 'connections'>> {
  const flows = await tx.execute<{ id: string; name: string }>(sql`
    SELECT f.id, f.name FROM flow f WHERE f.id IN (SELECT p.flow_id FROM problem p WHERE p.state = ${state}) ORDER BY f.name`)
  const connections = await tx.execute<{ id: string; name: string }>(sql`
    SELECT c.id, c.name FROM connection c
    WHERE c.id IN (SELECT p.connection_id FROM problem p WHERE p.state = ${state}) ORDER BY c.name`)
  return { flows: flows.rows, connections: connections.rows }
}
