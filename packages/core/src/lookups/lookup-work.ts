import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type LookupAnswerBody, type LookupQuestion, lookupAnswer } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'

export type LookupTarget = { workspaceId: string; lookupId: string }

/** What a drop-down wants to know; null when nobody waits for it any more. */
export async function loadLookup(
  db: Database,
  target: LookupTarget,
): Promise<{ connectionId: string; question: LookupQuestion } | null> {
  const [row] = await inWorkspace(db, target.workspaceId, (tx) =>
    tx
      .select({ connectionId: lookupAnswer.connectionId, question: lookupAnswer.question })
      .from(lookupAnswer)
      .where(eq(lookupAnswer.id, target.lookupId)),
  )
  return row ?? null
}

export async function storeLookup(db: Database, target: LookupTarget, answer: LookupAnswerBody): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx.update(lookupAnswer).set({ answer, answeredAt: sql`now()` }).where(eq(lookupAnswer.id, target.lookupId)),
  )
}
