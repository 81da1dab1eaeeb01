import type { Queries } from '@patchbay/db/database'
import type { alert } from '@patchbay/db/schema'
import { sql } from 'drizzle-orm'
import type { AlertFacts } from './alert-words.ts'

type AlertRow = typeof alert.$inferSelect

type FactsRow = {
  name: string | null
  runId: string | null
  subject: string | null
  reason: string | null
  stepName: string | null
  held: number
  decisions: number
}

/** Null when what it is about has been removed since. */
export async function loadAlertFacts(tx: Queries, row: AlertRow): Promise<AlertFacts | null> {
  const { rows } = await tx.execute<FactsRow>(sql`
    SELECT coalesce(f.name, c.name) AS name, r.id AS "runId", r.subject, r.reason,
      jsonb_path_query_first(v.document, '$.steps[*] ? (@.id == $id).name', jsonb_build_object('id', r.failed_step_id)) #>> '{}' AS "stepName",
      (SELECT count(DISTINCT s.run_id)::int FROM step_run s
       WHERE s.connection_id = ${row.connectionId} AND s.state = 'needs_attention') AS held,
      (SELECT count(*)::int FROM decision d JOIN run o ON o.id = d.run_id
       WHERE d.state = 'open' AND o.flow_id = ${row.flowId}) AS decisions
    FROM (SELECT 1) one
    LEFT JOIN flow f ON f.id = ${row.flowId} AND f.archived_at IS NULL
    LEFT JOIN connection c ON c.id = ${row.connectionId} AND c.revoked_at IS NULL
    LEFT JOIN run r ON r.id = ${row.runId}
    LEFT JOIN flow_version v ON v.id = r.version_id`)
  const found = rows[0]
  if (found === undefined || found.name === null) return null
  return {
    kind: row.kind,
    name: found.name,
    count: row.kind === 'decision' ? found.decisions : row.count,
    reminder: row.notices > 0,
    run:
      found.runId === null
        ? null
        : { id: found.runId, subject: found.subject, reason: found.reason, stepName: found.stepName },
    held: found.held,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
  }
}
