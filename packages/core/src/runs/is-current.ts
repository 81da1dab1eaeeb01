import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import type { RunTarget } from './run-target.ts'

/** Condition on a row of `run`: this epoch may still act on it. */
export const isOwned = (target: RunTarget) =>
  and(eq(run.id, target.runId), eq(run.epoch, target.epoch), isNull(run.finishedAt), isNull(run.cancelRequestedAt))

/** Whether this epoch may still act on the run. */
export async function isCurrent(db: Database, target: RunTarget): Promise<boolean> {
  const rows = await inWorkspace(db, target.workspaceId, (tx) =>
    tx.select({ id: run.id }).from(run).where(isOwned(target)),
  )
  return rows.length === 1
}
