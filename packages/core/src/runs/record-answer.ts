import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { runAnswer } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'

/** Stores what a flow answers the caller of its webhook. The first answer stands. */
export async function recordAnswer(
  db: Database,
  target: { workspaceId: string; runId: string },
  answer: { deliveryId: string; status: number; body: Json },
): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) => insertAnswer(tx, target, answer))
}

/** The same inside the caller's transaction. */
export const insertAnswer = (
  tx: Queries,
  target: { workspaceId: string; runId: string },
  answer: { deliveryId: string; status: number; body: Json },
) =>
  tx
    .insert(runAnswer)
    .values({ ...answer, workspaceId: target.workspaceId, runId: target.runId })
    .onConflictDoNothing()
