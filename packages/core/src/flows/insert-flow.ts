import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { flow } from '@patchbay/db/schema'
import { EMPTY_DOCUMENT, touchedParts } from '@patchbay/flow/changes'
import type { FlowDocument } from '@patchbay/flow/document'
import type { JsonObject } from '@patchbay/flow/json'
import { writeAudit } from '../audit/write-audit.ts'
import { checkConnectionUse, connectionsIn } from '../connections/connection-use.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { claimParts } from './draft-log.ts'
import { ensureWebhookSource } from './ensure-webhook-source.ts'

export type NewFlow = {
  name: string
  folder: string | null
  document: FlowDocument
  /** Which way it came about, and from what. */
  audit: { action: 'flow.create' | 'flow.duplicate' | 'flow.import'; detail?: JsonObject }
}

/** A new flow: a draft of its maker's, switched off, with an address of its own where it begins with a web call. */
export async function insertFlow(
  tx: Queries,
  principal: Principal,
  made: NewFlow,
): Promise<Result<{ id: string; revision: number }>> {
  const id = newId()
  const { workspaceId } = principal
  const { name, folder, document } = made
  const usable = await checkConnectionUse(tx, principal, connectionsIn(document))
  if (!usable.ok) return usable
  await tx.insert(flow).values({
    id,
    workspaceId,
    name,
    folder,
    draft: document,
    createdBy: principal.kind === 'user' ? principal.userId : null,
  })
  await claimParts(tx, principal, { flowId: id, parts: touchedParts(EMPTY_DOCUMENT, document) })
  await ensureWebhookSource(tx, { id, workspaceId, document })
  const { action, detail = {} } = made.audit
  await writeAudit(tx, principal, { action, subjectKind: 'flow', subjectId: id, detail: { name, ...detail } })
  return ok({ id, revision: 1 })
}
