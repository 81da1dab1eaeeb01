import type { Queries } from '@patchbay/db/database'
import { flow } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../result.ts'
import { ensureWebhookSource } from './ensure-webhook-source.ts'

export type DraftConflict = { revision: number; document: FlowDocument }

/**
 * Changes a draft that is still at the revision its writer read. Otherwise a conflict that shows the other side: the
 * draft as it is now, with its revision.
 */
export async function saveDraft(
  tx: Queries,
  draft: { flowId: string; workspaceId: string; revision: number },
  change: (current: FlowDocument) => Result<FlowDocument>,
): Promise<Result<{ revision: number }>> {
  const [found] = await tx
    .select({ document: flow.draft, revision: flow.draftRevision })
    .from(flow)
    .where(and(eq(flow.id, draft.flowId), isNull(flow.archivedAt)))
    .for('update')
  if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  if (found.revision !== draft.revision) return draftConflict(found)
  const changed = change(found.document)
  if (!changed.ok) return changed
  const revision = found.revision + 1
  await tx
    .update(flow)
    .set({ draft: changed.value, draftRevision: revision, updatedAt: sql`now()` })
    .where(eq(flow.id, draft.flowId))
  await ensureWebhookSource(tx, { id: draft.flowId, workspaceId: draft.workspaceId, document: changed.value })
  return ok({ revision })
}

export const draftConflict = (current: DraftConflict) =>
  fail(
    'conflict',
    `Somebody has changed this draft since you opened it; it is at revision ${current.revision} now. Load it again, then make your change.`,
    { current },
  )
