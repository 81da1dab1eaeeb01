import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sample } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, count, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadDraft } from './load-draft.ts'
import { loadSample } from './load-sample.ts'
import type { WholeSample } from './sample-models.ts'

export type SampleChoice = { sampleId: string } | { item: Json; label: string }

const MAX_NAME = 80
const MAX_KEPT = 50
const MAX_CHARACTERS = 2_000_000

/** Keeps an event for trying a flow with: a copy of a recent one, or one that a person filled in or pasted. */
export async function keepSample(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; name: string; from: SampleChoice; outputs?: Record<string, Json> | undefined },
): Promise<Result<{ id: string }>> {
  const allowed = authorise(principal, 'sample.keep')
  if (!allowed.ok) return allowed
  const name = input.name.trim()
  if (name === '' || name.length > MAX_NAME) return nameWanted
  const { workspaceId } = principal
  return inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<{ id: string }>> => {
    const draft = await loadDraft(tx, input.flowId)
    if (!draft.ok) return draft
    const [kept] = await tx.select({ rows: count() }).from(sample).where(eq(sample.flowId, input.flowId))
    if ((kept?.rows ?? 0) >= MAX_KEPT) return fail('conflict', `A flow keeps up to ${MAX_KEPT} samples. Remove one.`)
    const whole: Result<WholeSample> =
      'sampleId' in input.from
        ? await loadSample(tx, draft.value, { sampleId: input.from.sampleId, now: ctx.clock.now() })
        : ok({ label: input.from.label, item: input.from.item, outputs: {} })
    if (!whole.ok) return whole
    const outputs = { ...whole.value.outputs, ...input.outputs }
    if (JSON.stringify([whole.value.item, outputs]).length > MAX_CHARACTERS)
      return fail('invalid', 'This sample is larger than 2 MB. Keep a smaller one.')
    const id = newId()
    await tx.insert(sample).values({
      id,
      workspaceId,
      flowId: input.flowId,
      name,
      item: whole.value.item,
      outputs,
      ...originOf(input.from),
      // What a person filled in was never said by anybody.
      pinned: !('sampleId' in input.from),
      occurredAt: ctx.clock.now(),
      createdBy: actorName(principal),
    })
    return ok({ id: `saved:${id}` })
  })
}

export const nameWanted = fail('invalid', `Give the sample a name of up to ${MAX_NAME} characters.`)

function originOf(from: SampleChoice): { runId: string | null; deliveryId: string | null } {
  const [kind, id = null] = 'sampleId' in from ? from.sampleId.split(':') : []
  return { runId: kind === 'run' ? (id ?? null) : null, deliveryId: kind === 'delivery' ? (id ?? null) : null }
}

/** Gives a kept sample another name. */
export async function renameSample(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; sampleId: string; name: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'sample.keep')
  if (!allowed.ok) return allowed
  const name = input.name.trim()
  if (name === '' || name.length > MAX_NAME) return nameWanted
  const changed = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx.update(sample).set({ name }).where(kept(input)).returning({ id: sample.id }),
  )
  return changed.length === 1 ? ok(null) : fail('not_found', 'This sample is not kept any more.')
}

/** Forgets a kept sample. */
export async function removeSample(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; sampleId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'sample.keep')
  if (!allowed.ok) return allowed
  await inWorkspace(ctx.db, principal.workspaceId, (tx) => tx.delete(sample).where(kept(input)))
  return ok(null)
}

const UUID = /^saved:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/
const NO_ID = '00000000-0000-0000-0000-000000000000'

const kept = (input: { flowId: string; sampleId: string }) =>
  and(eq(sample.flowId, input.flowId), eq(sample.id, UUID.exec(input.sampleId)?.[1] ?? NO_ID))
