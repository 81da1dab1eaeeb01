import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { ensureWebhookSource } from './ensure-webhook-source.ts'
import { readDocument } from './read-document.ts'

const MAX_NAME = 120

/** A flow begins as a draft: nothing runs until it is published and switched on. */
export async function createFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { name: string; folder?: string | null | undefined; document?: unknown },
): Promise<Result<{ id: string; revision: number }>> {
  const allowed = authorise(principal, 'flow.create')
  if (!allowed.ok) return allowed
  const name = input.name.trim()
  if (name === '' || name.length > MAX_NAME)
    return fail('invalid', `Give the flow a name of up to ${MAX_NAME} characters.`)
  const read = readDocument(input.document ?? EMPTY)
  if (!read.ok) return read
  const document = read.value
  const id = newId()
  const { workspaceId } = principal
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await tx.insert(flow).values({
      id,
      workspaceId,
      name,
      folder: input.folder?.trim() || null,
      draft: document,
      createdBy: principal.kind === 'user' ? principal.userId : null,
    })
    await ensureWebhookSource(tx, { id, workspaceId, document })
    await writeAudit(tx, principal, { action: 'flow.create', subjectKind: 'flow', subjectId: id, detail: { name } })
  })
  ctx.notify('patchbay_live', `${workspaceId}:flow:${id}`)
  return ok({ id, revision: 1 })
}

const EMPTY: FlowDocument = {
  schemaVersion: 1,
  steps: [
    {
      id: 'start',
      kind: 'trigger',
      name: 'Start by hand',
      position: { x: 0, y: 0 },
      trigger: { type: 'manual', form: [] },
    },
  ],
  edges: [],
  notes: [],
}
