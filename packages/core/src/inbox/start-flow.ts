import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flow, flowTrigger, payload } from '@patchbay/db/schema'
import type { FormField } from '@patchbay/flow/document'
import type { Json, JsonObject } from '@patchbay/flow/json'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { checkCallFields } from '../waits/call-fields.ts'
import { type MayRepeat, oncePerKey } from './once-per-key.ts'

export type StartFlowInput = MayRepeat & { flowId: string; form: JsonObject; origin: 'manual' | 'api' }

/** Puts a start by a person or through the API into the inbox. It runs the live version. */
export async function startFlow(
  ctx: CoreContext,
  principal: Principal,
  input: StartFlowInput,
): Promise<Result<{ deliveryId: string }>> {
  const allowed = authorise(principal, 'flow.start')
  if (!allowed.ok) return allowed
  const { flowId, form, idempotencyKey } = input
  const asked = { by: principal, action: 'flow.start', request: { flowId, form }, idempotencyKey } as const
  const started = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    oncePerKey(tx, asked, () => accept(tx, principal, input)),
  )
  if (started.ok) ctx.notify('patchbay_inbox', 'delivery')
  return started
}

async function accept(
  tx: Queries,
  principal: Principal,
  input: StartFlowInput,
): Promise<Result<{ deliveryId: string }>> {
  const [found] = await tx
    .select({ flow, trigger: flowTrigger })
    .from(flow)
    .leftJoin(flowTrigger, and(eq(flowTrigger.flowId, flow.id), eq(flowTrigger.role, 'start')))
    .where(and(eq(flow.id, input.flowId)))
  if (!found) return fail('not_found', 'This flow does not exist in this workspace.')
  if (!found.trigger) return fail('conflict', 'This flow has never been published, so there is nothing to start.')
  if (!found.trigger.active) return fail('conflict', 'This flow is switched off. Switch it on to start it.')
  if (found.trigger.config.type === 'manual') {
    const problem = checkForm(found.trigger.config.form, input.form)
    if (problem) return fail('invalid', problem.message, { problems: [problem] })
  }
  if (found.trigger.config.type === 'call') {
    const trouble = checkCallFields(found.trigger.config.input, input.form)
    if (trouble) return fail('invalid', trouble.message, { problems: [problem(trouble.field, trouble.message)] })
  }
  const body = Buffer.from(JSON.stringify(input.form))
  const payloadId = newId()
  const deliveryId = newId()
  await tx.insert(payload).values({
    id: payloadId,
    workspaceId: principal.workspaceId,
    kind: 'event',
    raw: body,
    bytes: body.length,
  })
  await tx.insert(delivery).values({
    id: deliveryId,
    workspaceId: principal.workspaceId,
    triggerId: found.trigger.id,
    flowId: found.flow.id,
    origin: input.origin,
    state: 'accepted',
    payloadId,
    bytes: body.length,
    requestedBy: actorName(principal),
  })
  await writeAudit(tx, principal, {
    action: 'flow.start',
    subjectKind: 'flow',
    subjectId: found.flow.id,
    detail: { deliveryId },
  })
  return ok({ deliveryId })
}

const checkForm = (fields: FormField[], form: JsonObject) => {
  for (const field of fields) {
    const value: Json | undefined = form[field.name]
    const empty = value === undefined || value === null || value === ''
    if (field.required && empty) {
      return problem(field.name, `Fill in "${field.label}" to start this flow.`)
    }
    if (!empty && field.type === 'number' && typeof value !== 'number') {
      return problem(field.name, `"${field.label}" takes a number.`)
    }
    if (!empty && field.type === 'choice' && !(field.choices ?? []).includes(String(value))) {
      return problem(field.name, `"${field.label}" takes one of: ${(field.choices ?? []).join(', ')}.`)
    }
  }
  return null
}

const problem = (name: string, message: string) => ({
  code: 'form_invalid',
  severity: 'error' as const,
  message,
  field: `form.${name}`,
})
