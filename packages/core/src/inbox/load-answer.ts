import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { runAnswer } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { eq } from 'drizzle-orm'

export type StoredAnswer = { status: number; body: Json }

/** What the flow answered for a delivery, once it has. */
export async function loadAnswer(db: Database, workspaceId: string, deliveryId: string): Promise<StoredAnswer | null> {
  const rows = await inWorkspace(db, workspaceId, (tx) =>
    tx
      .select({ status: runAnswer.status, body: runAnswer.body })
      .from(runAnswer)
      .where(eq(runAnswer.deliveryId, deliveryId)),
  )
  return rows[0] ?? null
}
