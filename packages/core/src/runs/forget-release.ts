import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepRun } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'

/** The workflow has heard that a held step may go on: nobody needs to tell it again. */
export async function forgetRelease(db: Database, target: { workspaceId: string }, stepRunId: string): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx.update(stepRun).set({ releaseRequestedAt: null }).where(eq(stepRun.id, stepRunId)),
  )
}
