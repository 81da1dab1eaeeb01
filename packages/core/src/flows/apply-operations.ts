import { inWorkspace } from '@patchbay/db/in-workspace'
import type { JsonObject } from '@patchbay/flow/json'
import { apply, type Operation } from '@patchbay/flow/operations'
import { parseOperation } from '@patchbay/flow/parse-operation'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { saveDraft } from './save-draft.ts'

const MAX_AUDITED = 20

/**
 * Changes a draft by operations: all of them or none. Who was behind is shown what others did meanwhile. `batchId` is told
 * with the change from then on: by it an editor whose answer was lost knows that it arrived.
 */
export async function applyOperations(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; revision: number; operations: unknown[]; batchId?: string | undefined },
): Promise<Result<{ revision: number }>> {
  const allowed = authorise(principal, 'flow.edit')
  if (!allowed.ok) return allowed
  const batch = parseOperation({ kind: 'batch', operations: input.operations })
  if (!batch.ok) return fail('invalid', 'These are no operations on a flow.', { problems: batch.error })
  const { flowId, revision, batchId } = input
  const { workspaceId } = principal
  const [only, ...more] = batch.value.kind === 'batch' ? batch.value.operations : []
  const operation = only !== undefined && more.length === 0 ? only : batch.value
  const saved = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const result = await saveDraft(tx, { flowId, principal, revision, batchId }, (current) => {
      const applied = apply(current, operation)
      if (applied.ok) return ok({ document: applied.value, operation })
      return fail('invalid', applied.error.message, { problems: [applied.error] })
    })
    if (result.ok) {
      const detail = { revision: result.value.revision, ...auditable(operation) }
      await writeAudit(tx, principal, { action: 'flow.edit', subjectKind: 'flow', subjectId: flowId, detail })
    }
    return result
  })
  if (!saved.ok) return saved
  ctx.notify('patchbay_live', `${workspaceId}:flow:${flowId}`)
  return ok({ revision: saved.value.revision })
}

/** What was done to which steps; the operations themselves stand in the draft's own log. */
function auditable(operation: Operation): JsonObject {
  const all = operation.kind === 'batch' ? operation.operations : [operation]
  const told = all
    .slice(0, MAX_AUDITED)
    .map((one): JsonObject => ('stepId' in one ? { kind: one.kind, stepId: one.stepId } : { kind: one.kind }))
  return { operations: told, ...(all.length > MAX_AUDITED ? { more: all.length - MAX_AUDITED } : {}) }
}
