import type { Database } from '@patchbay/db/database'
import { type LeasedRun, leaseDeliveries, leaseRuns, markRunsStarted } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flow, flowTrigger, flowVersion, payload, plan, run, workspace } from '@patchbay/db/schema'
import type { FlowDocument, RunRules, Trigger } from '@patchbay/flow/document'
import { eq, inArray, sql } from 'drizzle-orm'
import { type Expansion, expandDelivery, type ParseDelivery } from '../inbox/expand-delivery.ts'
import type { Item } from '../inbox/item.ts'
import { keepLargeItems } from '../inbox/keep-large-items.ts'
import { finishRun } from '../runs/finish-run.ts'

export type Deployed = { triggerId: string; flowId: string }
export type QueueWorld = Awaited<ReturnType<typeof openQueueWorld>>

const shopEvent: Trigger = {
  type: 'event',
  connector: 'shopify',
  event: 'orderUpdated',
  connectionId: null,
  params: {},
}
const documentOf = (trigger: Trigger): FlowDocument => ({
  schemaVersion: 1,
  steps: [{ id: 'start', kind: 'trigger', name: 'Start', position: { x: 0, y: 0 }, trigger }],
  edges: [],
  notes: [],
})

/** An item as a connector would read it: of one order, in one state. */
export const orderItem = (order: string, version: number | null, extra: Partial<Item> = {}): Item => ({
  output: { order, version },
  key: newId(),
  subject: `Order #${order}`,
  occurredAt: null,
  entity: `order/${order}`,
  version: version === null ? null : String(version),
  orderKey: `order/${order}`,
  ...extra,
})

/** A workspace whose events, leases and ends are in the hands of a test, on the real functions of the database. */
export async function openQueueWorld(db: Database, settings: { runsAtOnce?: number } = {}) {
  const workspaceId = newId()
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(workspace).values({ id: workspaceId, name: 'Shop', ...settings })
    const body = { planVersion: 1 as const, engineVersion: 1, expressionVersion: 1 as const, control: [], work: [] }
    await tx.insert(plan).values({ workspaceId, hash: 'h', body })
  })
  const inside = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(db, workspaceId, work)

  /** At least this much of what is due here, also when other workspaces of the same database have something due. */
  const lease = async (atLeast = 1_000) => {
    const own: { id: string; workspaceId: string; leaseId: string }[] = []
    for (;;) {
      if (own.length >= atLeast) return own
      const leaseId = newId()
      const leased = await leaseDeliveries(db, { leaseId, limit: Math.min(50, atLeast), ttlMs: 30_000 })
      if (leased.length === 0) return own
      own.push(
        ...leased.filter((one) => one.workspaceId === workspaceId).map(({ id }) => ({ id, workspaceId, leaseId })),
      )
    }
  }
  const rowOf = async (runId: string) => (await inside((tx) => tx.select().from(run).where(eq(run.id, runId))))[0]

  return {
    workspaceId,
    inside,
    async deploy(runs: RunRules | null = null, config: Trigger = shopEvent, name = 'Flow'): Promise<Deployed> {
      const [triggerId, flowId, versionId] = [newId(), newId(), newId()]
      const document = documentOf(config)
      await inside(async (tx) => {
        await tx
          .insert(flow)
          .values({ id: flowId, workspaceId, name, draft: document, enabled: true, liveVersionId: versionId })
        await tx
          .insert(flowVersion)
          .values({ id: versionId, workspaceId, flowId, number: 1, document, planHash: 'h', publishedBy: 'test' })
        await tx.insert(flowTrigger).values({
          id: triggerId,
          workspaceId,
          flowId,
          versionId,
          stepId: 'start',
          config,
          runs,
          topics: [],
          active: true,
        })
      })
      return { triggerId, flowId }
    },
    /** An event is accepted, and not more. */
    async arrive(at: Deployed, items: Item[], more: Partial<typeof delivery.$inferInsert> = {}): Promise<string> {
      const [id, payloadId] = [newId(), newId()]
      const raw = Buffer.from(JSON.stringify(items))
      await inside(async (tx) => {
        await tx.insert(payload).values({ id: payloadId, workspaceId, kind: 'event', raw, bytes: raw.length })
        await tx.insert(delivery).values({
          id,
          workspaceId,
          triggerId: at.triggerId,
          flowId: at.flowId,
          origin: 'event',
          state: 'accepted',
          payloadId,
          ...more,
        })
      })
      return id
    },
    lease,
    expand: (target: { id: string; workspaceId: string; leaseId: string }): Promise<Expansion> =>
      expandDelivery(db, target, parseItems(db)),
    async expandAll(): Promise<Expansion[]> {
      const done: Expansion[] = []
      for (const target of await lease()) done.push(await expandDelivery(db, target, parseItems(db)))
      return done
    },
    /** Leases runs, of this workspace and any other, without starting them. */
    async leaseRuns(limit = 50, notOf: string[] = []): Promise<{ leaseId: string; runs: LeasedRun[] }> {
      const leaseId = newId()
      const runs = await leaseRuns(db, { leaseId, limit, ttlMs: 30_000, notOf })
      return { leaseId, runs: runs.filter((one) => one.workspaceId === workspaceId) }
    },
    async start(limit = 50): Promise<string[]> {
      const leaseId = newId()
      const runs = (await leaseRuns(db, { leaseId, limit, ttlMs: 30_000, notOf: [] })).filter(
        (one) => one.workspaceId === workspaceId,
      )
      await markRunsStarted(db, runs)
      return runs.map(({ id }) => id)
    },
    async finish(runId: string, state: 'succeeded' | 'failed' | 'cancelled' = 'succeeded'): Promise<void> {
      const epoch = (await rowOf(runId))?.epoch ?? 0
      const end = { state, reasonCode: null, reason: null, failedStepId: null, skipped: [] }
      await finishRun(db, { workspaceId, runId, epoch }, end)
    },
    /** Whoever holds a lease is taken to be dead. */
    expireLeases: () =>
      inside(async (tx) => {
        await tx.execute(sql`UPDATE run SET leased_until = now() - interval '1 s' WHERE leased_until IS NOT NULL`)
        await tx.execute(sql`UPDATE delivery SET leased_until = now() - interval '1 s' WHERE leased_until IS NOT NULL`)
      }),
    rowOf,
    rowsOf: (ids: string[]) =>
      ids.length === 0 ? Promise.resolve([]) : inside((tx) => tx.select().from(run).where(inArray(run.id, ids))),
    runsOf: (at: Deployed) =>
      inside((tx) =>
        tx
          .select()
          .from(run)
          .where(eq(run.triggerId, at.triggerId))
          .orderBy(run.orderAt, run.deliveryId, run.itemIndex),
      ),
    deliveryOf: async (id: string) => (await inside((tx) => tx.select().from(delivery).where(eq(delivery.id, id))))[0],
  }
}

const parseItems =
  (db: Database): ParseDelivery =>
  async ({ workspaceId, body }) => ({
    ok: true,
    items: await keepLargeItems(db, workspaceId, JSON.parse(body.toString())),
  })
