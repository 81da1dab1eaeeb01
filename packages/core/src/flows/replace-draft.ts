import { inWorkspace } from '@patchbay/db/in-workspace'
import { diff } from '@patchbay/flow/operations'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { readDocument } from './read-document.ts'
import { saveDraft } from './save-draft.ts'

/** Puts another document in the place of a draft. It may have problems: they stop publishing, not drafting. */
export async function replaceDraft(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; revision: number; document: unknown },
): Promise<Result<{ revision: number }>> {
  const allowed = authorise(principal, 'flow.edit')
  if (!allowed.ok) return allowed
  const read = readDocument(input.document)
  if (!read.ok) return read
  const { workspaceId } = principal
  const { flowId, revision } = input
  const saved = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const result = await saveDraft(tx, { flowId, principal, revision }, (current) =>
      ok({ document: read.value, operation: diff(current, read.value) }),
    )
    if (result.ok) {
      const detail = { revision: result.value.revision }
      await writeAudit(tx, principal, { action: 'flow.edit', subjectKind: 'flow', subjectId: flowId, detail })
    }
    return result
  })
  if (!saved.ok) return saved
  ctx.notify('patchbay_live', `${workspaceId}:flow:${flowId}`)
  return ok({ revision: saved.value.revision })
}
