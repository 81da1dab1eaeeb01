import { expandDelivery } from '@patchbay/core/inbox/expand-delivery'
import type { Item } from '@patchbay/core/inbox/item'
import { openQueueWorld } from '@patchbay/core/testing/queue-world'
import { delivery, flowTrigger } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { RunRules, Trigger } from '@patchbay/flow/document'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { applySchedules } from './apply-schedules.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const EVERY_MS = 1_000
/** As a version of the schedule says its times. */
const EVERY_MICROS = EVERY_MS * 1_000

const schedule = (overlap: 'queue' | 'start'): Trigger => ({
  type: 'schedule',
  schedule: { kind: 'interval', everyMs: EVERY_MS },
  overlap,
  catchUpWindowMs: 3_600_000,
})
const newestOnly: RunRules = {
  order: { key: { kind: 'constant', value: 'schedule' }, queue: null, whenOpen: 'queue', olderVersion: 'skip' },
}
const item: Item = { output: {}, key: null, subject: null, occurredAt: null, orderKey: 'schedule' }

test.each([
  ['one after the other', null, schedule('queue')],
  ['in an order that leaves older ones out', newestOnly, schedule('start')],
])('a live tick waits for earlier ones: %s', async (_what, runs, config) => {
  const queue = await openQueueWorld(world.db)
  const { inside } = queue
  const ticking = await queue.deploy(runs, config)
  const change = (values: Record<string, unknown>) =>
    inside((tx) => tx.update(flowTrigger).set(values).where(eq(flowTrigger.id, ticking.triggerId)))
  const errors: unknown[] = []
  const apply = () => applySchedules(world.db, world.client, (error) => errors.push(error))
  const unpack = async () => {
    await inside((tx) =>
      tx.update(delivery).set({ dueAt: sql`now()` }).where(eq(delivery.triggerId, ticking.triggerId)),
    )
    for (const target of await queue.lease())
      await expandDelivery(world.db, target, async () => ({ ok: true, items: [item] }))
  }

  await change({ timesSince: new Date(Date.now() - 8_000) })
  vi.spyOn(world.client.workflowService, 'listScheduleMatchingTimes').mockRejectedValueOnce(new Error('Out of reach'))
  await apply()
  expect(errors).toEqual([new Error('Out of reach')])
  await vi.waitFor(
    async () => {
      await unpack()
      if ((await queue.runsOf(ticking)).length === 0) throw new Error('No tick of its own yet')
    },
    { timeout: 15_000, interval: 50 },
  )
  expect(await queue.start()).toEqual([])

  await apply()
  await change({ active: false, generation: sql`generation + 1` })
  await apply()
  // A tick may be told before the one before it; what is unpacked has no gap once all before it are there.
  await vi.waitFor(
    async () => {
      await unpack()
      const told = (await queue.runsOf(ticking))
        .map(({ entityVersion }) => Number(entityVersion))
        .toSorted((a, b) => a - b)
      expect(told.filter((time, index) => index > 0 && time - (told[index - 1] ?? 0) !== EVERY_MICROS)).toEqual([])
    },
    { timeout: 15_000, interval: 50 },
  )
  const begun: string[] = []
  for (let [next] = await queue.start(); next !== undefined; [next] = await queue.start()) {
    begun.push((await queue.rowOf(next))?.entityVersion ?? '')
    await queue.finish(next)
  }
  const all = await queue.runsOf(ticking)
  expect(all.length).toBeGreaterThan(8)
  expect(begun).toEqual(all.map(({ entityVersion }) => entityVersion ?? '').toSorted((a, b) => Number(a) - Number(b)))
})
