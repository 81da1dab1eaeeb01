import type { Queries } from '@patchbay/db/database'
import { attempt, connection, decision, flow, flowVersion, payload, run, stepRun } from '@patchbay/db/schema'
import type { Step } from '@patchbay/flow/document'
import { desc, eq, type SQL, sql } from 'drizzle-orm'
import { connectorTitle, manifestOf } from '../connectors/manifests.ts'
import { shownPayload } from '../payloads/load-json.ts'
import type { DecisionView } from '../read-models.ts'
import { redactNames } from '../runs/redact-names.ts'
import { drawnAsUndo } from './drawn-as-undo.ts'

const MAX_SHOWN = 200

/** Newest first, each with what was sent. */
export async function loadDecisions(tx: Queries, where: SQL | undefined): Promise<DecisionView[]> {
  const rows = await tx
    .select({
      decision,
      step: sql<Step | null>`jsonb_path_query_first(${flowVersion.document}, '$.steps[*] ? (@.id == $id)', jsonb_build_object('id', ${stepRun.stepId}))`,
      stepId: stepRun.stepId,
      subject: run.subject,
      flow: { id: flow.id, name: flow.name },
      sent: shownPayload,
      // The mark on the step is of the first try that nobody knows the outcome of.
      sentAt: sql`CASE WHEN ${stepRun.sentAt} IS NOT NULL THEN
        (SELECT max(${attempt.startedAt}) FROM ${attempt} WHERE ${attempt.stepRunId} = ${stepRun.id}) END`.mapWith(
        attempt.startedAt,
      ),
      connection: connection.name,
      tries: stepRun.attempts,
      // By the flow as drawn: an undo that was asked about and has been made since has succeeded, too.
      isUndo: drawnAsUndo(flowVersion.document, stepRun.stepId),
      stepState: stepRun.state,
      doneBefore: sql<string[]>`(SELECT coalesce(array_agg(DISTINCT b.step_id), '{}') FROM step_run b
        WHERE b.run_id = ${decision.runId} AND b.state = 'succeeded' AND b.effect NOT IN ('read', 'pure') AND b.id <> ${stepRun.id})`,
      names: sql<
        Record<string, string>
      >`(SELECT coalesce(jsonb_object_agg(x ->> 'id', x ->> 'name'), '{}') FROM jsonb_array_elements(${flowVersion.document} -> 'steps') x)`,
    })
    .from(decision)
    .innerJoin(stepRun, eq(stepRun.id, decision.stepRunId))
    .innerJoin(run, eq(run.id, decision.runId))
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
    .leftJoin(connection, eq(connection.id, stepRun.connectionId))
    .leftJoin(payload, eq(payload.id, stepRun.inputPayloadId))
    .where(where)
    .orderBy(desc(decision.askedAt))
    .limit(MAX_SHOWN)
  return rows.map((row) => ({
    id: row.decision.id,
    runId: row.decision.runId,
    stepRunId: row.decision.stepRunId,
    stepName: row.step?.name ?? row.stepId,
    subject: row.subject,
    flow: row.flow,
    connector: row.step?.kind === 'action' ? row.step.connector : null,
    vendor: row.step?.kind === 'action' ? connectorTitle(row.step.connector) : null,
    connection: row.connection,
    question: row.decision.question,
    kind: row.decision.kind,
    state: row.decision.state,
    byHand: row.decision.kind === 'undo' && row.stepState === 'succeeded' && !row.isUndo,
    mayAsk: row.decision.kind === 'unknown' && row.decision.state === 'open' ? findsOut(row.step) : null,
    sent: redactNames(row.sent ?? null),
    labels: labelsOf(row.step),
    sentAt: row.sentAt,
    tries: row.tries,
    doneBefore: row.doneBefore.map((id) => row.names[id] ?? id),
    note: row.decision.note,
    askedAt: row.decision.askedAt,
    decidedAt: row.decision.decidedAt,
    decidedBy: row.decision.decidedBy,
    verdict: row.decision.verdict,
  }))
}

const actionOf = (step: Step | null) =>
  step?.kind === 'action' ? manifestOf(step.connector)?.actions[step.action] : undefined

const labelsOf = (step: Step | null): Record<string, string> =>
  Object.fromEntries((actionOf(step)?.fields ?? []).map(({ name, label }) => [name, label]))

const findsOut = (step: Step | null): DecisionView['mayAsk'] => {
  const kind = actionOf(step)?.idempotency.kind
  return kind === 'lookup' || kind === 'natural' ? kind : null
}
