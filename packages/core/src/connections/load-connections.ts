import type { Queries } from '@patchbay/db/database'
import { auditEntry, connection, secret } from '@patchbay/db/schema'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { connectorTitle, manifestOf } from '../connectors/manifests.ts'
import type { Principal } from '../principal.ts'
import type { ConnectionSummary } from '../read-models.ts'
import { mayUse } from './connection-use.ts'
import { oauthOf } from './oauth-of.ts'

const PERIODS = 12
const UNUSED_MS = 90 * 86_400_000

/** Every connection that is not revoked, with its health of 24 hours, in five queries. */
export async function loadConnections(tx: Queries, principal: Principal): Promise<ConnectionSummary[]> {
  const rows = await tx
    .select({ row: connection, hint: secret.hint })
    .from(connection)
    .leftJoin(secret, eq(secret.id, connection.secretId))
    .where(isNull(connection.revokedAt))
    .orderBy(asc(connection.connector), asc(connection.name))
  const health = Map.groupBy(await loadHealth(tx), (one) => one.connectionId)
  const uses = Map.groupBy(await loadUses(tx), (one) => one.connectionId)
  const addedBy = new Map((await loadAdders(tx)).map((one) => [one.connectionId, one.name]))
  const held = Map.groupBy(await loadHeld(tx), (one) => one.connectionId)
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
    canTest: manifestOf(row.connector)?.noTest !== true,
    hint,
    method: row.method,
    scopes: scopesOf(row),
    access: row.access,
    mayUse: mayUse(principal, row.access),
    addedBy: addedBy.get(row.id) ?? null,
    renewedAt: row.renewedAt,
    endsAt: row.endsAt,
    unused: Date.now() - (row.lastUsedAt ?? row.createdAt).getTime() > UNUSED_MS,
    usedBy: (uses.get(row.id) ?? []).map(({ connectionId: _, ...use }) => ({
      ...use,
      held: (held.get(row.id) ?? []).filter((one) => one.flowId === use.flowId && one.stepId === use.stepId).length,
    })),
    held: new Set((held.get(row.id) ?? []).map((one) => one.runId)).size,
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

/** Who added a connection stands in the audit log, with the name they had. */
async function loadAdders(tx: Queries): Promise<{ connectionId: string; name: string }[]> {
  return tx
    .select({ connectionId: auditEntry.subjectId, name: auditEntry.actorName })
    .from(auditEntry)
    .where(and(eq(auditEntry.subjectKind, 'connection'), eq(auditEntry.action, 'connection.create')))
}

/** What was asked for, and what of it the vendor granted; what it granted beyond that comes last. */
function scopesOf(row: typeof connection.$inferSelect): ConnectionSummary['scopes'] {
  if (row.method !== 'sign_in') return null
  const granted = row.grantedScopes ?? []
  const asked = oauthOf(row.connector)?.oauth.scopes ?? []
  const beyond = granted.filter((name) => !asked.some((scope) => scope.name === name))
  return [
    ...asked.map((scope) => ({ ...scope, granted: granted.includes(scope.name) })),
    ...beyond.map((name) => ({ name, title: name, optional: true, granted: true })),
  ]
}

type Held = { connectionId: string; runId: string; flowId: string; stepId: string }

async function loadHeld(tx: Queries): Promise<Held[]> {
  const result = await tx.execute<Held>(sql`
    SELECT DISTINCT s.connection_id AS "connectionId", s.run_id AS "runId", r.flow_id AS "flowId", s.step_id AS "stepId"
    FROM step_run s JOIN run r ON r.id = s.run_id
    WHERE s.state = 'needs_attention' AND s.connection_id IS NOT NULL`)
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
