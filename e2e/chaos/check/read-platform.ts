import type { ClientBase, Pool, QueryResult, QueryResultRow } from 'pg'
import type { PlatformFacts, RunFact, StepFact } from './facts.ts'
import { ORPHANS } from './orphans.ts'

type Place = { workspaceId: string; statesFlowId: string }
type Queryable = Pool | ClientBase

/** Reads what the platform says of one workspace. As the owner: row-level security does not bind it. */
export async function readPlatform(db: Queryable, { workspaceId, statesFlowId }: Place): Promise<PlatformFacts> {
  const ask = async <R extends QueryResultRow>(text: string): Promise<R[]> => {
    const values = text.includes('$2') ? [workspaceId, statesFlowId] : [workspaceId]
    const result: QueryResult<R> = await db.query<R>(text, values)
    return result.rows
  }
  return {
    deliveries: await ask<PlatformFacts['deliveries'][number]>(
      `SELECT id, vendor_id AS "vendorId", state FROM delivery WHERE workspace_id = $1`,
    ),
    runs: await ask<RunFact>(
      `SELECT r.id, p.json ->> 'id' AS "orderId", r.state, r.reason, r.reason_code AS "reasonCode", r.failed_step_id AS "failedStepId",
              r.finished_at IS NOT NULL AS ended
       FROM run r JOIN payload p ON p.id = r.item_payload_id WHERE r.workspace_id = $1 AND r.flow_id <> $2`,
    ),
    steps: await ask<StepFact>(
      `SELECT s.run_id AS "runId", s.step_id AS "stepId", s.state, s.attempts, s.idempotency_key AS key,
              CASE jsonb_typeof(p.json) WHEN 'object' THEN p.json ->> 'id' END AS "outputId"
       FROM step_run s JOIN run r ON r.id = s.run_id AND r.flow_id <> $2
       LEFT JOIN payload p ON p.id = s.output_payload_id WHERE s.workspace_id = $1`,
    ),
    stateRuns: await ask<PlatformFacts['stateRuns'][number]>(
      `SELECT d.vendor_id AS "deliveryVendorId", r.state, r.reason_code AS "reasonCode"
       FROM run r JOIN delivery d ON d.id = r.delivery_id WHERE r.workspace_id = $1 AND r.flow_id = $2`,
    ),
    orphans: await ask<PlatformFacts['orphans'][number]>(ORPHANS),
    attempts: await ask<PlatformFacts['attempts'][number]>(
      `SELECT a.run_id AS "runId", s.step_id AS "stepId", a.number, a.outcome
       FROM attempt a JOIN step_run s ON s.id = a.step_run_id WHERE a.workspace_id = $1`,
    ),
    decisions: await ask<PlatformFacts['decisions'][number]>(
      `SELECT d.id, d.run_id AS "runId", s.step_id AS "stepId", d.state, d.verdict
       FROM decision d JOIN step_run s ON s.id = d.step_run_id WHERE d.workspace_id = $1`,
    ),
  }
}
