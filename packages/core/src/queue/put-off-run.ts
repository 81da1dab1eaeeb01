import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import { and, eq, sql } from 'drizzle-orm'

const SHORTEST_MS = 500
const LONGEST_MS = 30_000

/**
 * Gives back the lease of a run that could not be started just now, with the reason for people to see. It is tried again
 * later each time: after a quarter of the time that it has waited. It keeps its turn, since nobody knows whether the
 * engine took it after all; that it was leased counts once, so that trouble outside never ends it. This holds though
 * the lease has gone to somebody else meanwhile: a start that somebody lived to tell of has ended no worker.
 */
export async function putOffRun(
  db: Database,
  target: { workspaceId: string; runId: string; leaseId: string },
  why: string,
): Promise<void> {
  const waits = and(eq(run.id, target.runId), eq(run.state, 'queued'))
  await inWorkspace(db, target.workspaceId, async (tx) => {
    const given = await tx
      .update(run)
      .set({
        leaseId: null,
        leasedUntil: null,
        leaseCount: 1,
        dueAt: sql`now() + least(greatest((now() - greatest(progress_at, accepted_at)) / 4, ${SHORTEST_MS} * interval '1 ms'), ${LONGEST_MS} * interval '1 ms')`,
        reasonCode: 'not_started_yet',
        reason: storedText(`It could not be started yet: ${why} It is tried again by itself.`),
      })
      .where(and(waits, eq(run.leaseId, target.leaseId)))
      .returning({ id: run.id })
    if (given.length === 0) await tx.update(run).set({ leaseCount: 1 }).where(waits)
  })
}
