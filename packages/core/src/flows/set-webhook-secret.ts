import { WEBHOOK_SECRET_FIELD } from '@patchbay/connector-sdk/manifest'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, source } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { ensureWebhookSource } from './ensure-webhook-source.ts'
import { triggerStepOf } from './trigger-of.ts'

const MIN_SECRET = 8

/** Sets what callers of a flow's own address prove themselves with: header value, password or signing key. */
export async function setWebhookSecret(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; secret: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'flow.set_webhook_secret')
  if (!allowed.ok) return allowed
  if (input.secret.length < MIN_SECRET) return fail('invalid', `Give a secret of at least ${MIN_SECRET} characters.`)
  const { workspaceId } = principal
  const [found] = await inWorkspace(ctx.db, workspaceId, (tx) =>
    tx
      .select({ draft: flow.draft })
      .from(flow)
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt))),
  )
  if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  const step = triggerStepOf(found.draft)
  if (step?.trigger.type !== 'webhook') return fail('conflict', 'This flow is not started by an address of its own.')
  const values = { [WEBHOOK_SECRET_FIELD]: input.secret }
  const { secretId } = await ctx.vault.store({ workspaceId, values, hosts: [] })
  const replaced = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await ensureWebhookSource(tx, { id: input.flowId, workspaceId, document: found.draft })
    const own = and(eq(source.flowId, input.flowId), eq(source.stepId, step.id))
    const [before] = await tx.select({ secretId: source.secretId }).from(source).where(own).for('update')
    await tx.update(source).set({ secretId }).where(own)
    await writeAudit(tx, principal, {
      action: 'flow.set_webhook_secret',
      subjectKind: 'flow',
      subjectId: input.flowId,
      detail: { stepId: step.id },
    })
    return before?.secretId ?? null
  })
  if (replaced !== null) await ctx.vault.remove({ workspaceId, secretId: replaced })
  return ok(null)
}
