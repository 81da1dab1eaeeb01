import { inWorkspace } from '@patchbay/db/in-workspace'
import type { FlowDocument } from '@patchbay/flow/document'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { Result } from '../result.ts'
import { insertFlow } from './insert-flow.ts'
import { readDocument } from './read-document.ts'
import { readFlowName } from './read-flow-name.ts'

/** A flow begins as a draft: nothing runs until it is published and switched on. Without a document its canvas is empty. */
export async function createFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { name: string; folder?: string | null | undefined; document?: unknown },
): Promise<Result<{ id: string; revision: number }>> {
  const allowed = authorise(principal, 'flow.create')
  if (!allowed.ok) return allowed
  const name = readFlowName(input.name)
  if (!name.ok) return name
  const read = readDocument(input.document ?? EMPTY)
  if (!read.ok) return read
  const made = { name: name.value, folder: input.folder?.trim() || null, document: read.value }
  const created = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    insertFlow(tx, principal, { ...made, audit: { action: 'flow.create' } }),
  )
  if (created.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:flow:${created.value.id}`)
  return created
}

const EMPTY: FlowDocument = { schemaVersion: 1, steps: [], edges: [], notes: [] }
