import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { awaitedEvent, flowTrigger, payload, run, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { purgeWaits } from '@patchbay/db/wait-functions'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { eventStep, seedWaitingShop } from '../testing/seed-wait.ts'
import { hashKey } from './correlation-key.ts'
import { deployListeners } from './listener.ts'

const database = useDatabase(testDatabase)
const DAY_MS = 86_400_000
let core: TestCore

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)

/** A live flow that waits for an event, and events of so many days ago that came for it. */
async function listen(lookBackDays: number, eventsDaysAgo: number[]) {
  const shop = await seedWaitingShop(core.ctx)
  const { workspaceId } = shop
  const inShop = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, workspaceId, work)
  const step = eventStep(shop.connectionId, { lookBackMs: lookBackDays * DAY_MS })
  const flow = await shop.flowWith(step)
  const document = { schemaVersion: 1 as const, steps: [step], edges: [], notes: [] }
  mustGive(await inShop((tx) => deployListeners(tx, { workspaceId, ...flow, document })))
  const [{ id: triggerId = '' } = {}] = await inShop((tx) => tx.select().from(flowTrigger))
  await inShop(async (tx) => {
    for (const days of eventsDaysAgo) {
      const payloadId = newId()
      await tx.insert(payload).values({ id: payloadId, workspaceId, kind: 'item', json: {}, bytes: 2 })
      const event = { workspaceId, triggerId, deliveryId: newId(), keyHash: hashKey('EZ1'), payloadId }
      await tx.insert(awaitedEvent).values({ ...event, subject: String(days), receivedAt: daysAgo(days) })
    }
  })
  const kept = async () => {
    while ((await purgeWaits(core.ctx.db, 100)) > 0);
    const rows = await inShop((tx) => tx.select().from(awaitedEvent))
    return rows.map(({ subject }) => Number(subject)).sort((a, b) => a - b)
  }
  return { shop, flow, inShop, kept }
}

test('an event is kept as far back as a step of a live flow looks', async () => {
  expect(await (await listen(0, [20, 40])).kept()).toEqual([20])
  expect(await (await listen(50, [20, 40, 60])).kept()).toEqual([20, 40])
})

test('an event is kept for a run that is on its way to the step, however long it is', async () => {
  const { shop, flow, inShop, kept } = await listen(2, [39, 41, 43])
  const target = await shop.begin(flow, daysAgo(40))
  expect(await kept()).toEqual([39, 41])
  await inShop((tx) =>
    tx.update(run).set({ state: 'succeeded', finishedAt: new Date() }).where(eq(run.id, target.runId)),
  )
  expect(await kept()).toEqual([])
})

test('what a workspace keeps for a shorter time goes, unless a step looks back for it', async () => {
  const { inShop, kept } = await listen(10, [5, 9, 20])
  await inShop((tx) => tx.update(workspace).set({ keepPayloadDays: 7 }))
  expect(await kept()).toEqual([5, 9])
})
