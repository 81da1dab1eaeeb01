import type { Queries } from '@patchbay/db/database'
import { flow } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, eq, isNull } from 'drizzle-orm'

/** Null when there is no such flow in this workspace. */
export async function loadDraft(tx: Queries, flowId: string): Promise<FlowDocument | null> {
  const [found] = await tx
    .select({ draft: flow.draft })
    .from(flow)
    .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
  return found?.draft ?? null
}
