import { inWorkspace } from '@patchbay/db/in-workspace'
import type { Json, JsonObject } from '@patchbay/flow/json'
import { apply, type Operation, parseOperation } from '@patchbay/flow/operations'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { saveDraft } from './save-draft.ts'

const MAX_AUDITED_BYTES = 20_000

/** Changes a draft by operations: all of them or none. The audit keeps them, so that who changed what can be shown. */
export async function applyOperations(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; revision: number; operations: unknown[] },
): Promise<Result<{ revision: number }>> {
  const allowed = authorise(principal, 'flow.edit')
  if (!allowed.ok) return allowed
  const batch = parseOperation({ kind: 'batch', operations: input.operations })
  if (!batch.ok) return fail('invalid', 'These are no operations on a flow.', { problems: batch.error })
  const { flowId, revision } = input
  const { workspaceId } = principal
  const saved = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const result = await saveDraft(tx, { flowId, workspaceId, revision }, (current) => {
      const applied = apply(current, batch.value)
      if (applied.ok) return ok(applied.value)
      return fail('invalid', applied.error.message, { problems: [applied.error] })
    })
    if (result.ok) {
      const detail = { revision: result.value.revision, ...auditable(batch.value) }
      await writeAudit(tx, principal, { action: 'flow.edit', subjectKind: 'flow', subjectId: flowId, detail })
    }
    return result
  })
  if (saved.ok) ctx.notify('patchbay_live', `${workspaceId}:flow:${flowId}`)
  return saved
}

function auditable(operation: Operation): JsonObject {
  const text = JSON.stringify(operation)
  const parsed: Json = text.length > MAX_AUDITED_BYTES ? null : JSON.parse(text)
  return { operation: parsed }
}
