import type { Database } from '@patchbay/db/database'
import { findDueGathers } from '@patchbay/db/gather-functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { gather } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import { closeGather } from './close-gather.ts'
import { prepareBatch } from './prepare-batch.ts'
import type { Replaced } from './replace-open.ts'

export type ClosedGather = { workspaceId: string; replaced: Replaced[] }

/**
 * Closes gathers whose time is over: each becomes its run in a transaction of its own. Whoever finds another worker at
 * it, or an event that has just joined, leaves it. One that cannot be closed keeps none of the others from it.
 */
export async function closeDueGathers(
  db: Database,
  limit: number,
  onError: (error: unknown, gatherId: string) => void,
): Promise<ClosedGather[]> {
  const closed: ClosedGather[] = []
  for (const { id, workspaceId } of await findDueGathers(db, limit)) {
    try {
      const prepared = await prepareBatch(db, { id, workspaceId })
      const replaced = await inWorkspace(db, workspaceId, async (tx) => {
        const [open] = await tx
          .select()
          .from(gather)
          .where(and(eq(gather.id, id), eq(gather.state, 'open'), sql`${gather.dueAt} <= now()`))
          .for('update', { skipLocked: true })
        return open === undefined ? null : closeGather(tx, open, prepared)
      })
      if (replaced !== null) closed.push({ workspaceId, replaced })
    } catch (error) {
      onError(error, id)
    }
  }
  return closed
}
