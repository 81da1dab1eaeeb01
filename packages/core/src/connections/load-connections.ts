import type { Queries } from '@patchbay/db/database'
import { connection, secret } from '@patchbay/db/schema'
import { asc, eq, isNull, sql } from 'drizzle-orm'
import { connectorTitle } from '../connectors/manifests.ts'
import type { ConnectionSummary } from '../read-models.ts'

const PERIODS = 12

/** Every connection that is not revoked, with its health of 24 hours, in four queries. */
export async function loadConnections(tx: Queries): Promise<ConnectionSummary[]> {
  const rows = await tx
    .select({ row: connection, hint: secret.hint })
    .from(connection)
    .leftJoin(secret, eq(secret.id, connection.secretId))
    .where(isNull(connection.revokedAt))
    .orderBy(asc(connection.connector), asc(connection.name))
  const health = Map.groupBy(await loadHealth(tx), (one) => one.connectionId)
  const uses = Map.groupBy(await loadUses(tx), (one) => one.connectionId)
  const held = new Map((await loadHeld(tx)).map((one) => [one.connectionId, one.runs]))
  return rows.map(({ row, hint }) => ({
    id: row.id,
    connector: row.connector,
    connectorTitle: connectorTitle(row.connector),
    name: row.name,
    environment: row.environment,
    state: row.state,
    stateReason: row.stateReason,
    stateSince: row.stateSince,
    account: row.account,
    hint,
    usedBy: (uses.get(row.id) ?? []).map(({ flowId, flowName, stepId, stepName }) => ({
      flowId,
      flowName,
      stepId,
      stepName,
    })),
    held: held.get(row.id) ?? 0,
    lastUsedAt: row.lastUsedAt,
    createdAt: row.createdAt,
    ...availabilityOf(health.get(row.id) ?? []),
  }))
}

type Health = { connectionId: string; period: number; calls: number; failed: number; slow: number; totalMs: number }

async function loadHealth(tx: Queries): Promise<Health[]> {
  const result = await tx.execute<Health>(sql`
    SELECT connection_id AS "connectionId",
           least(${PERIODS - 1}, floor(extract(epoch FROM (hour - date_trunc('hour', now() - interval '23 hours'))) / 7200))::int AS period,
           sum(calls)::int AS calls, sum(failed)::int AS failed, sum(slow)::int AS slow, sum(total_ms)::float8 AS "totalMs"
    FROM connection_health WHERE hour >= date_trunc('hour', now() - interval '23 hours') GROUP BY 1, 2`)
  return result.rows
}

type Use = { connectionId: string; flowId: string; flowName: string; stepId: string; stepName: string }

/** Steps of live versions and drafts that name a connection. */
async function loadUses(tx: Queries): Promise<Use[]> {
  const result = await tx.execute<Use>(sql`
    SELECT DISTINCT ON (f.name, f.id, s ->> 'id', used.id)
           used.id AS "connectionId", f.id AS "flowId", f.name AS "flowName", s ->> 'id' AS "stepId", s ->> 'name' AS "stepName"
    FROM flow f LEFT JOIN flow_version v ON v.id = f.live_version_id
    CROSS JOIN LATERAL (
      SELECT jsonb_array_elements(f.draft -> 'steps') AS s
      UNION ALL SELECT jsonb_array_elements(v.document -> 'steps')
    ) steps
    CROSS JOIN LATERAL (SELECT coalesce(s ->> 'connectionId', s -> 'trigger' ->> 'connectionId') AS id) used
    WHERE f.archived_at IS NULL AND used.id IS NOT NULL
    ORDER BY f.name, f.id, s ->> 'id', used.id`)
  return result.rows
}

async function loadHeld(tx: Queries): Promise<{ connectionId: string; runs: number }[]> {
  const result = await tx.execute<{ connectionId: string; runs: number }>(sql`
    SELECT connection_id AS "connectionId", count(DISTINCT run_id)::int AS runs FROM step_run
    WHERE state = 'needs_attention' AND connection_id IS NOT NULL GROUP BY connection_id`)
  return result.rows
}

function availabilityOf(periods: Health[]): Pick<ConnectionSummary, 'strip' | 'availability' | 'averageMs'> {
  const calls = periods.reduce((sum, period) => sum + period.calls, 0)
  const failed = periods.reduce((sum, period) => sum + period.failed, 0)
  const totalMs = periods.reduce((sum, period) => sum + period.totalMs, 0)
  return {
    strip: Array.from({ length: PERIODS }, (_, index) => {
      const period = periods.find((one) => one.period === index)
      if (period === undefined || period.calls === 0) return null
      // A single hiccup is not an outage; one call in ten is felt.
      if (period.failed * 10 >= period.calls) return 'failing'
      return period.slow * 5 >= period.calls ? 'slow' : 'ok'
    }),
    availability: calls === 0 ? null : (calls - failed) / calls,
    averageMs: calls === 0 ? null : Math.round(totalMs / calls),
  }
}
