import type { Queries } from '@patchbay/db/database'
import type { Plan } from '@patchbay/flow/plan'
import { sql } from 'drizzle-orm'
import { isLeftToAsk } from './left-to-ask.ts'

/** By step: how many questions a cancel with undo puts, as the plan of the run says it. */
export async function countUndoQuestions(
  tx: Queries,
  runId: string,
  plan: Plan | null,
): Promise<Record<string, number>> {
  const nodes = (plan?.control ?? []).flatMap(({ asksUndo }, node) => (asksUndo ? [node] : []))
  if (nodes.length === 0) return {}
  const { rows } = await tx.execute<{ step_id: string; count: number }>(sql`
    SELECT step_id, count(*)::int AS count FROM step_run
    WHERE run_id = ${runId} AND node = ANY(${sql.param(nodes)}::int[]) AND state = 'succeeded' AND error IS NULL
      AND ${isLeftToAsk}
    GROUP BY step_id`)
  return Object.fromEntries(rows.map(({ step_id, count }) => [step_id, count]))
}
