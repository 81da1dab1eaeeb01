import type { Queries } from '@patchbay/db/database'
import { approval, decision, flow, run } from '@patchbay/db/schema'
import { and, eq, gt, ne, sql } from 'drizzle-orm'
import { connectorTitle } from '../connectors/manifests.ts'
import { loadDecisions } from '../decisions/load-decisions.ts'
import type { Principal } from '../principal.ts'
import type { ConnectionSummary } from '../read-models.ts'
import type { NeedsPerson } from './home.ts'

const MAX_FAILURES = 8
const MAX_ASKED = 50

/**
 * What only a person can settle: broken connections, open decisions, questions put to who looks, reasons that
 * runs are stopped for.
 */
export async function loadNeedsPerson(
  tx: Queries,
  who: Principal,
  connections: ConnectionSummary[],
): Promise<NeedsPerson[]> {
  const broken = connections
    .filter((connection) => connection.state === 'needs_attention')
    .map(
      (connection): NeedsPerson => ({
        kind: 'connection',
        connectionId: connection.id,
        connector: connection.connector,
        name: connection.name,
        reason: connection.stateReason ?? 'The vendor refuses its credential.',
        held: connection.held,
        since: connection.stateSince,
      }),
    )
  const open = (await loadDecisions(tx, and(eq(decision.state, 'open'), ne(decision.kind, 'failed')))).map(
    (one): NeedsPerson => ({
      kind: 'decision',
      decisionId: one.id,
      runId: one.runId,
      subject: one.subject,
      question: one.question,
      since: one.askedAt,
    }),
  )
  return [...broken, ...open, ...(await loadAsked(tx, who)), ...(await loadFailures(tx))]
}

/** Those whose time is over soonest first. */
async function loadAsked(tx: Queries, who: Principal): Promise<NeedsPerson[]> {
  if (who.kind !== 'user') return []
  const asked = JSON.stringify([{ userId: who.userId }])
  const rows = await tx
    .select({
      approvalId: approval.id,
      runId: approval.runId,
      subject: run.subject,
      question: approval.question,
      flowName: flow.name,
      deadlineAt: approval.deadlineAt,
      since: approval.askedAt,
    })
    .from(approval)
    .innerJoin(run, eq(run.id, approval.runId))
    .innerJoin(flow, eq(flow.id, run.flowId))
    .where(
      and(
        eq(approval.state, 'open'),
        gt(approval.deadlineAt, sql`now()`),
        sql`${approval.approvers} @> ${asked}::jsonb`,
      ),
    )
    .orderBy(approval.deadlineAt)
    .limit(MAX_ASKED)
  return rows.map((row) => ({ kind: 'approval', ...row }))
}

type FailureRow = {
  cause: string
  flowId: string
  flowName: string
  stepName: string | null
  connector: string | null
  message: string | null
  status: number | null
  lastSubject: string | null
  count: number
  lastRunId: string
  sinceMs: number
}

/** Open reasons, as Problems lists them; what a broken connection holds stands with the connection. */
async function loadFailures(tx: Queries): Promise<NeedsPerson[]> {
  const { rows } = await tx.execute<FailureRow>(sql`
    SELECT g.cause, g.count, g."sinceMs", l.flow_id AS "flowId", f.name AS "flowName", l.connector, l.run_id AS "lastRunId",
           coalesce(s.error ->> 'message', r.reason) AS message, (s.error ->> 'status')::int AS status, r.subject AS "lastSubject",
           jsonb_path_query_first(v.document, '$.steps[*] ? (@.id == $id).name', jsonb_build_object('id', l.step_id)) #>> '{}' AS "stepName"
    FROM (
      SELECT p.cause, count(DISTINCT p.run_id)::int AS count, (extract(epoch FROM min(p.opened_at)) * 1000)::float8 AS "sinceMs",
             (array_agg(p.id ORDER BY p.last_at DESC, p.id DESC))[1] AS last_id
      FROM problem p LEFT JOIN connection c ON c.id = p.connection_id
      WHERE p.state = 'open' AND NOT (p.code = 'auth_expired' AND c.state = 'needs_attention')
      GROUP BY p.cause ORDER BY count(*) DESC LIMIT ${MAX_FAILURES}
    ) g JOIN problem l ON l.id = g.last_id JOIN run r ON r.id = l.run_id JOIN flow f ON f.id = l.flow_id
    LEFT JOIN flow_version v ON v.id = r.version_id LEFT JOIN step_run s ON s.id = l.step_run_id
    ORDER BY g.count DESC`)
  return rows.map((row) => ({
    kind: 'failures',
    cause: row.cause,
    flowId: row.flowId,
    flowName: row.flowName,
    stepName: row.stepName ?? 'The run',
    connector: row.connector === null ? null : { id: row.connector, title: connectorTitle(row.connector) },
    message: row.message ?? 'No reason was given.',
    status: row.status,
    lastSubject: row.lastSubject,
    count: row.count,
    lastRunId: row.lastRunId,
    since: new Date(row.sinceMs),
  }))
}
