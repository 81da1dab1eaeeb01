import type { Queries } from '@patchbay/db/database'
import { flow } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { checkConnectionUse, connectionsIn } from '../connections/connection-use.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { type DraftChangeEntry, loadChangesSince, logDraftChange } from './draft-log.ts'
import { ensureWebhookSource } from './ensure-webhook-source.ts'

/** What a writer who was behind is shown: the draft as it is now, and what others did since it was read. */
export type DraftConflict = { revision: number; document: FlowDocument; changes: DraftChangeEntry[] }

export type DraftEdit = { document: FlowDocument; operation: Operation }

/**
 * Changes a draft that is still at the revision its writer read, and logs the change with its author. Otherwise a
 * conflict that shows the other side.
 */
export async function saveDraft(
  tx: Queries,
  draft: { flowId: string; principal: Principal; revision: number; batchId?: string | undefined },
  change: (current: FlowDocument) => Result<DraftEdit>,
): Promise<Result<{ revision: number; document: FlowDocument }>> {
  const { flowId, principal, batchId = null } = draft
  const [found] = await tx
    .select({ document: flow.draft, revision: flow.draftRevision })
    .from(flow)
    .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
    .for('update')
  if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  if (found.revision !== draft.revision) return draftConflict(tx, found, { flowId, revision: draft.revision })
  const changed = change(found.document)
  if (!changed.ok) return changed
  const { document, operation } = changed.value
  const usable = await checkConnectionUse(tx, principal, connectionsIn(document, found.document))
  if (!usable.ok) return usable
  const revision = found.revision + 1
  await tx
    .update(flow)
    .set({ draft: document, draftRevision: revision, updatedAt: sql`now()` })
    .where(eq(flow.id, flowId))
  const made = { flowId, revision, operation, batchId, before: found.document, after: document }
  await logDraftChange(tx, principal, made)
  await ensureWebhookSource(tx, { id: flowId, workspaceId: principal.workspaceId, document })
  return ok({ revision, document })
}

export async function draftConflict(
  tx: Queries,
  current: { revision: number; document: FlowDocument },
  read: { flowId: string; revision: number },
) {
  const { changes } = await loadChangesSince(tx, read)
  const other: DraftConflict = { ...current, changes }
  const names = [...new Set(changes.map(({ author }) => author.name))].join(', ')
  const who = names === '' ? 'Somebody' : names
  return fail(
    'conflict',
    `${who} changed this draft since you opened it; it is at revision ${current.revision} now. Load it again, then make your change.`,
    { current: other },
  )
}
