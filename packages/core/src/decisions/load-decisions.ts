import type { Queries } from '@patchbay/db/database'
import { decision, flow, flowVersion, payload, run, stepRun } from '@patchbay/db/schema'
import type { Step } from '@patchbay/flow/document'
import { desc, eq, type SQL, sql } from 'drizzle-orm'
import type { DecisionView } from '../read-models.ts'
import { redactNames } from '../runs/redact-names.ts'

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
      sent: payload.json,
    })
    .from(decision)
    .innerJoin(stepRun, eq(stepRun.id, decision.stepRunId))
    .innerJoin(run, eq(run.id, decision.runId))
    .innerJoin(flow, eq(flow.id, run.flowId))
    .innerJoin(flowVersion, eq(flowVersion.id, run.versionId))
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
    question: row.decision.question,
    state: row.decision.state,
    sent: redactNames(row.sent ?? null),
    askedAt: row.decision.askedAt,
    decidedAt: row.decision.decidedAt,
    decidedBy: row.decision.decidedBy,
    verdict: row.decision.verdict,
  }))
}
