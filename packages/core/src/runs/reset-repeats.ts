import type { Queries } from '@patchbay/db/database'
import { plan, run, stepRun } from '@patchbay/db/schema'
import type { ControlNode } from '@patchbay/flow/plan'
import { and, eq, sql } from 'drizzle-orm'
import { hasCalledOutside } from '../waits/last-calls.ts'

/**
 * A repeat that failed because it had taken all its passes begins again with the first: what it looked at is looked at
 * anew. What it wrote outside is not written again.
 */
export async function resetRepeats(tx: Queries, runId: string): Promise<void> {
  const given = await tx
    .select({ node: stepRun.node, iteration: stepRun.iteration })
    .from(stepRun)
    .where(and(eq(stepRun.runId, runId), eq(stepRun.state, 'retrying'), sql`error ->> 'code' = 'repeat_limit'`))
  if (given.length === 0) return
  const [found] = await tx
    .select({ body: plan.body })
    .from(run)
    .innerJoin(plan, and(eq(plan.workspaceId, run.workspaceId), eq(plan.hash, run.planHash)))
    .where(eq(run.id, runId))
  const control = found?.body.control ?? []
  for (const { node, iteration } of given) {
    const inside = control.flatMap((_, index) => (isInside(control, index, node) ? [index] : []))
    await tx.execute(sql`
      DELETE FROM step_run WHERE run_id = ${runId} AND node IN (${sql.join([node, ...inside], sql`, `)})
        AND effect IN ('read', 'pure') AND NOT ${hasCalledOutside} AND starts_with(iteration, ${iteration === '' ? '' : `${iteration}.`})
        AND NOT (node = ${node} AND iteration = ${iteration})`)
  }
}

function isInside(control: ControlNode[], node: number, container: number): boolean {
  for (let at = control[node]?.region ?? null; at !== null; at = control[at]?.region ?? null) {
    if (at === container) return true
  }
  return false
}
