import type { Queries } from '@patchbay/db/database'
import { plan } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { and, eq } from 'drizzle-orm'

/** The plan that a run goes by, inside the caller's transaction; null when it is not stored any more. */
export async function loadRunPlan(tx: Queries, of: { workspaceId: string; planHash: string }): Promise<Plan | null> {
  const rows = await tx
    .select({ body: plan.body })
    .from(plan)
    .where(and(eq(plan.workspaceId, of.workspaceId), eq(plan.hash, of.planHash)))
  return rows[0]?.body ?? null
}
