import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { and, eq, isNotNull } from 'drizzle-orm'

/** Whether somebody wants this run to stop. A pause is no such wish: what is under way is let finish. */
export async function isCancelling(db: Database, target: { workspaceId: string; runId: string }): Promise<boolean> {
  const rows = await inWorkspace(db, target.workspaceId, (tx) =>
    tx
      .select({ id: run.id })
      .from(run)
      .where(and(eq(run.id, target.runId), isNotNull(run.cancelRequestedAt))),
  )
  return rows.length === 1
}
