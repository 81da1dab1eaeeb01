import type { Queries } from '@patchbay/db/database'
import type { alert, StepError } from '@patchbay/db/schema'
import { sql } from 'drizzle-orm'
import { drawnAsUndo } from '../decisions/drawn-as-undo.ts'
import type { AlertFacts, AskedDecision, StoppedRun } from './alert-words.ts'

type AlertRow = typeof alert.$inferSelect

/** Null when what it is about has been removed since. */
export async function loadAlertFacts(tx: Queries, row: AlertRow): Promise<AlertFacts | null> {
  const { rows } = await tx.execute<{ name: string | null; held: number }>(sql`
    SELECT coalesce(f.name, c.name) AS name,
      (SELECT count(DISTINCT s.run_id)::int FROM step_run s
       WHERE s.connection_id = ${row.connectionId} AND s.state = 'needs_attention') AS held
    FROM (SELECT 1) one
    LEFT JOIN flow f ON f.id = ${row.flowId} AND f.archived_at IS NULL
    LEFT JOIN connection c ON c.id = ${row.connectionId} AND c.revoked_at IS NULL`)
  const found = rows[0]
  if (found === undefined || found.name === null) return null
  const asked = row.kind === 'decision' ? await loadAsked(tx, row) : null
  const over = row.resolvedAt !== null || asked?.open === 0
  return {
    kind: row.kind,
    name: found.name,
    count: asked === null || over ? row.count : asked.open,
    reminder: row.notices > 0,
    over,
    run: row.kind === 'failure' ? await loadStopped(tx, row) : null,
    asked: asked?.newest ?? null,
    held: found.held,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
  }
}

type StoppedRow = Omit<StoppedRun, 'status' | 'reason'> & { reason: string | null; error: StepError | null }

/** A retry takes the reason off the run and its step: the problem that it was, and its tries, still tell of it. */
async function loadStopped(tx: Queries, { runId }: AlertRow): Promise<StoppedRun | null> {
  const { rows } = await tx.execute<StoppedRow>(sql`
    SELECT r.id, r.subject, d.step ->> 'name' AS "stepName", d.step ->> 'connector' AS connector,
      CASE WHEN r.state = 'failed' THEN r.reason END AS reason,
      coalesce(
        (SELECT s.error FROM step_run s WHERE s.run_id = r.id AND s.step_id = x.step_id AND s.state = 'failed'
         ORDER BY s.finished_at DESC LIMIT 1),
        (SELECT t.error FROM attempt t JOIN step_run s ON s.id = t.step_run_id
         WHERE t.run_id = r.id AND s.step_id = x.step_id AND t.error IS NOT NULL
         ORDER BY t.started_at DESC, t.number DESC LIMIT 1)) AS error
    FROM run r
    LEFT JOIN flow_version v ON v.id = r.version_id
    CROSS JOIN LATERAL (SELECT CASE WHEN r.state = 'failed' THEN r.failed_step_id ELSE (
      SELECT p.step_id FROM problem p WHERE p.run_id = r.id AND p.kind = 'failed' ORDER BY p.last_at DESC LIMIT 1) END AS step_id) x
    CROSS JOIN LATERAL (SELECT jsonb_path_query_first(
      v.document, '$.steps[*] ? (@.id == $id)', jsonb_build_object('id', x.step_id)) AS step) d
    WHERE r.id = ${runId}`)
  const found = rows[0]
  if (found === undefined) return null
  const { error, reason, ...run } = found
  return { ...run, status: error?.status ?? null, reason: error?.message ?? withoutStep(reason, run.stepName) }
}

/** The run's own reason begins with the step, which is named before it here. */
function withoutStep(reason: string | null, stepName: string | null): string | null {
  const named = `“${stepName}” failed`
  if (reason === null || stepName === null || !reason.startsWith(named)) return reason
  return reason.slice(named.length).replace(/^[:.]\s*/, '') || null
}

/** The questions of the alert that are open; where none is, those it was about. */
async function loadAsked(tx: Queries, row: AlertRow): Promise<{ open: number; newest: AskedDecision | null }> {
  const { rows } = await tx.execute<AskedDecision & { open: number }>(sql`
    SELECT d.id, d.kind, o.subject, d.question, (count(*) FILTER (WHERE d.state = 'open') OVER ())::int AS open,
      d.kind = 'undo' AND s.state = 'succeeded' AND NOT ${drawnAsUndo(sql`v.document`, sql`s.step_id`)} AS "byHand"
    FROM decision d
    JOIN run o ON o.id = d.run_id
    JOIN step_run s ON s.id = d.step_run_id
    JOIN flow_version v ON v.id = o.version_id
    JOIN alert a ON a.id = ${row.id}
    WHERE o.flow_id = a.flow_id
      AND CASE WHEN a.resolved_at IS NULL AND d.state = 'open' THEN true ELSE d.asked_at BETWEEN a.first_at AND a.last_at END
    ORDER BY d.state = 'open' AND a.resolved_at IS NULL DESC, d.asked_at DESC LIMIT 1`)
  const found = rows[0]
  if (found === undefined) return { open: 0, newest: null }
  const { open, ...newest } = found
  return { open, newest }
}
