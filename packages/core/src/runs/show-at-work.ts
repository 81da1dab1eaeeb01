import type { Queries } from '@patchbay/db/database'
import { run } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { runStateAfter } from './run-state-after.ts'

/**
 * A held run that a person lets go on, in the transaction that does so. Else it would be shown as held until its call is
 * over, and a bulk job would begin the next ones beside it. One with another step that is held stays so; one that is
 * queued has yet to begin. As with a run that is queued anew, what spoke against it before does not any more.
 */
export async function showAtWork(
  tx: Queries,
  { id, state }: Pick<typeof run.$inferSelect, 'id' | 'state'>,
): Promise<void> {
  if (state !== 'needs_attention') return
  await tx
    .update(run)
    .set({ state: runStateAfter('running', sql`false`), progressAt: sql`now()`, starts: 0, failingSince: null })
    .where(eq(run.id, id))
}
