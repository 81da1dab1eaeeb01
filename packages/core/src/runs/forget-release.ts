import type { Queries } from '@patchbay/db/database'
import { stepRun } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'

/** A step as it was read: null when nothing had let it go on by then. */
export type Heard = { id: string; releaseRequestedAt: Date | null }

/**
 * The workflow has heard that a held step may go on: nobody needs to tell it again. Only of what was read: a twin that has
 * stood still since before the release knows nothing of it, and whoever waits for it has not been told.
 */
export async function forgetRelease(tx: Queries, { id, releaseRequestedAt }: Heard): Promise<void> {
  if (releaseRequestedAt === null) return
  // What was read ends with its millisecond, what is stored goes on to the microsecond.
  const isHeard = sql`${stepRun.releaseRequestedAt} < ${releaseRequestedAt.toISOString()}::timestamptz + interval '1 millisecond'`
  await tx
    .update(stepRun)
    .set({ releaseRequestedAt: null })
    .where(and(eq(stepRun.id, id), isHeard))
}
