import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowVersion } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { diff, invert, type Operation } from '@patchbay/flow/operations'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { saveDraft } from './save-draft.ts'

export type Restored = {
  revision: number
  /** The draft as it is now, and what takes the restoring back on it. */
  document: FlowDocument
  undo: Operation
}

/** Makes the draft what a version was. Nothing is published by it, and what runs does not change. */
export async function restoreVersion(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; versionId: string; revision: number },
): Promise<Result<Restored>> {
  const allowed = authorise(principal, 'flow.restore')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const { flowId, revision, versionId } = input
  const restored = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<Restored>> => {
    const [version] = await tx
      .select({ number: flowVersion.number, document: flowVersion.document })
      .from(flowVersion)
      .where(and(eq(flowVersion.id, versionId), eq(flowVersion.flowId, flowId)))
    if (version === undefined) return fail('not_found', 'This version does not exist in this workspace.')
    let undo: Operation = { kind: 'batch', operations: [] }
    const saved = await saveDraft(tx, { flowId, principal, revision }, (current) => {
      const operation = diff(current, version.document)
      undo = invert(current, operation)
      return ok({ document: version.document, operation })
    })
    if (!saved.ok) return saved
    const detail = { number: version.number, revision: saved.value.revision }
    await writeAudit(tx, principal, { action: 'flow.restore', subjectKind: 'flow', subjectId: flowId, detail })
    return ok({ revision: saved.value.revision, document: saved.value.document, undo })
  })
  if (restored.ok) ctx.notify('patchbay_live', `${workspaceId}:flow:${flowId}`)
  return restored
}
