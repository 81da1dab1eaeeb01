import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { runAnswer } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'

/** Stores what a flow answers the caller of its webhook. The first answer stands. */
export async function recordAnswer(
  db: Database,
  target: { workspaceId: string; runId: string },
  answer: { deliveryId: string; status: number; body: Json },
): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx
      .insert(runAnswer)
      .values({ ...answer, workspaceId: target.workspaceId, runId: target.runId })
      .onConflictDoNothing(),
  )
}
