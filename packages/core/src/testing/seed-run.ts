import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import {
  attempt,
  delivery,
  flow,
  flowTrigger,
  flowVersion,
  payload,
  plan,
  type RunState,
  run,
  stepLog,
  stepRun,
} from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'

type StepSeed = Partial<typeof stepRun.$inferInsert> & Pick<typeof stepRun.$inferInsert, 'stepId' | 'kind' | 'state'>

export type RunSeed = {
  workspaceId: string
  flowId: string
  state?: RunState
  subject?: string
  searchText?: string
  acceptedAt?: Date
  tookMs?: number
  reason?: string
  failedStepId?: string
  item?: Json
  steps?: (StepSeed & { tries?: Partial<typeof attempt.$inferInsert>[]; input?: Json; output?: Json; log?: string[] })[]
}

/** A run of a published flow as the worker would have left it, for tests of what is read. */
export async function seedRun(
  ctx: CoreContext,
  seed: RunSeed,
): Promise<{ runId: string; deliveryId: string; stepRunIds: string[] }> {
  const { workspaceId, flowId } = seed
  const runId = newId()
  const deliveryId = newId()
  const stepRunIds: string[] = []
  const acceptedAt = seed.acceptedAt ?? new Date()
  const ended = seed.state === 'succeeded' || seed.state === 'failed' || seed.state === 'cancelled'
  await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const store = async (kind: 'event' | 'item' | 'input' | 'output', json: Json) => {
      const id = newId()
      const raw = Buffer.from(JSON.stringify(json))
      await tx
        .insert(payload)
        .values({ id, workspaceId, kind, bytes: raw.length, ...(kind === 'event' ? { raw } : { json }) })
      return id
    }
    const [live] = await tx
      .select({ version: flowVersion, triggerId: flowTrigger.id, plan: plan.body })
      .from(flow)
      .innerJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
      .innerJoin(flowTrigger, and(eq(flowTrigger.flowId, flow.id), eq(flowTrigger.role, 'start')))
      .innerJoin(plan, eq(plan.hash, flowVersion.planHash))
      .where(eq(flow.id, flowId))
    if (live === undefined) throw new Error('publish the flow first')
    const item = seed.item ?? { id: 1 }
    await tx.insert(delivery).values({
      id: deliveryId,
      workspaceId,
      triggerId: live.triggerId,
      flowId,
      origin: 'event',
      topic: 'orders/create',
      state: 'expanded',
      payloadId: await store('event', item),
      receivedAt: acceptedAt,
      items: 1,
    })
    await tx.insert(run).values({
      id: runId,
      workspaceId,
      flowId,
      versionId: live.version.id,
      planHash: live.version.planHash,
      triggerId: live.triggerId,
      deliveryId,
      itemIndex: 0,
      itemPayloadId: await store('item', item),
      state: ended ? 'running' : (seed.state ?? 'running'),
      subject: seed.subject ?? null,
      searchText: seed.searchText ?? '',
      reason: seed.reason ?? null,
      failedStepId: seed.failedStepId ?? null,
      nowAt: acceptedAt,
      random: '00',
      acceptedAt,
      startedAt: acceptedAt,
    })
    for (const { tries = [], input, output, log = [], ...step } of seed.steps ?? []) {
      const id = newId()
      stepRunIds.push(id)
      await tx.insert(stepRun).values({
        id,
        workspaceId,
        runId,
        node: live.plan.control.findIndex((node) => node.id === step.stepId),
        epoch: 1,
        attempts: tries.length,
        inputPayloadId: input === undefined ? null : await store('input', input),
        outputPayloadId: output === undefined ? null : await store('output', output),
        ...step,
      })
      for (const [index, one] of tries.entries()) {
        await tx
          .insert(attempt)
          .values({ workspaceId, runId, stepRunId: id, number: index + 1, generation: 1, epoch: 1, ...one })
      }
      for (const message of log) {
        await tx
          .insert(stepLog)
          .values({ workspaceId, runId, stepRunId: id, attempt: 1, at: new Date(), level: 'info', message })
      }
    }
    // As the worker does: it runs, and then it has ended.
    if (ended) {
      const finishedAt = new Date(acceptedAt.getTime() + (seed.tookMs ?? 1000))
      await tx.update(run).set({ state: seed.state, finishedAt }).where(eq(run.id, runId))
    }
  })
  return { runId, deliveryId, stepRunIds }
}
