import type { Queries } from '@patchbay/db/database'
import { decision } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { connectorTitle } from '../connectors/manifests.ts'
import { loadDecisions } from '../decisions/load-decisions.ts'
import type { ConnectionSummary, NeedsPerson } from '../read-models.ts'

const MAX_FAILURES = 8

/** What only a person can settle: broken connections, open decisions, failures of the last 24 hours by step. */
export async function loadNeedsPerson(tx: Queries, connections: ConnectionSummary[]): Promise<NeedsPerson[]> {
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
  const open = (await loadDecisions(tx, eq(decision.state, 'open'))).map(
    (one): NeedsPerson => ({
      kind: 'decision',
      decisionId: one.id,
      runId: one.runId,
      subject: one.subject,
      question: one.question,
      since: one.askedAt,
    }),
  )
  return [...broken, ...open, ...(await loadFailures(tx))]
}

type FailureRow = {
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

async function loadFailures(tx: Queries): Promise<NeedsPerson[]> {
  const { rows } = await tx.execute<FailureRow>(sql`
    SELECT g.*, f.name AS "flowName", coalesce(failed.error ->> 'message', r.reason) AS message,
           (failed.error ->> 'status')::int AS status, r.subject AS "lastSubject",
           jsonb_path_query_first(v.document, '$.steps[*] ? (@.id == $id).name', jsonb_build_object('id', g."stepId")) #>> '{}' AS "stepName",
           jsonb_path_query_first(v.document, '$.steps[*] ? (@.id == $id).connector', jsonb_build_object('id', g."stepId")) #>> '{}' AS connector
    FROM (
      SELECT flow_id AS "flowId", failed_step_id AS "stepId", count(*)::int AS count,
             (array_agg(id ORDER BY finished_at DESC))[1] AS "lastRunId",
             (extract(epoch FROM min(finished_at)) * 1000)::float8 AS "sinceMs"
      FROM run WHERE accepted_at > now() - interval '24 hours' AND state = 'failed' GROUP BY 1, 2
      ORDER BY count(*) DESC LIMIT ${MAX_FAILURES}
    ) g JOIN run r ON r.id = g."lastRunId" JOIN flow f ON f.id = g."flowId" JOIN flow_version v ON v.id = r.version_id
    LEFT JOIN LATERAL (
      SELECT s.error FROM step_run s WHERE s.run_id = r.id AND s.step_id = g."stepId" AND s.state = 'failed' AND s.error IS NOT NULL
      ORDER BY s.finished_at DESC LIMIT 1
    ) failed ON true
    ORDER BY g.count DESC`)
  return rows.map((row) => ({
    kind: 'failures',
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
