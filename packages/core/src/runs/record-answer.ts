import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { type SQL, sql } from 'drizzle-orm'
import type { RunTarget } from './run-target.ts'

/** Stores what a flow answers the caller of its webhook, unless another epoch owns the run. The first answer stands. */
export const answerStatement = (
  target: RunTarget,
  answer: { deliveryId: string; status: number; body: Json },
): SQL => sql`
  INSERT INTO run_answer (delivery_id, workspace_id, run_id, status, body)
  SELECT ${answer.deliveryId}::uuid, workspace_id, id, ${answer.status}::int, ${storedJson(answer.body)}::jsonb
  FROM run
  WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
  ON CONFLICT DO NOTHING`
