import { isTick } from '@patchbay/core/queue/is-tick'
import { acceptTick } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flowTrigger, formerSchedule } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Schedule } from '@patchbay/flow/document'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { applySchedules } from './apply-schedules.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const inside = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(world.db, world.workspaceId, work)
const every = (everyMs: number): Schedule => ({ kind: 'interval', everyMs })
const configOf = (schedule: Schedule, catchUpWindowMs: number) =>
  ({ type: 'schedule', schedule, overlap: 'start', catchUpWindowMs }) as const

/** Switched on that long ago, and nobody has told the engine since. */
async function switchedOn(schedule: Schedule, { agoMs, catchUpWindowMs }: { agoMs: number; catchUpWindowMs: number }) {
  const id = newId()
  await inside((tx) =>
    tx.insert(flowTrigger).values({
      id,
      workspaceId: world.workspaceId,
      flowId: newId(),
      versionId: newId(),
      stepId: 'start',
      config: configOf(schedule, catchUpWindowMs),
      topics: [],
      active: true,
      timesSince: new Date(Date.now() - agoMs),
    }),
  )
  return id
}
const change = (id: string, values: Record<string, unknown>) =>
  inside((tx) => tx.update(flowTrigger).set(values).where(eq(flowTrigger.id, id)))
const apply = () =>
  applySchedules(world.db, world.client, (error) => {
    throw error
  })
async function stands(id: string) {
  const [found] = await inside((tx) => tx.select().from(flowTrigger).where(eq(flowTrigger.id, id)))
  if (found === undefined) throw new Error('No such trigger')
  // Where it is not said, nothing was made up for.
  return { since: found.timesSince.getTime(), told: (found.toldAt ?? new Date()).getTime(), trigger: found }
}
/** What came in of the times up to `until`, in order: later ones are the engine's own. */
async function cameIn(id: string, until: number) {
  const rows = await inside((tx) =>
    tx.select({ at: delivery.scheduledFor }).from(delivery).where(eq(delivery.triggerId, id)),
  )
  return rows
    .map(({ at }) => at?.getTime() ?? 0)
    .filter((at) => at <= until)
    .toSorted((a, b) => a - b)
}
const multiples = (everyMs: number, after: number, until: number) => {
  const first = Math.floor(after / everyMs) + 1
  return Array.from({ length: Math.max(0, Math.floor(until / everyMs) - first + 1) }, (_, i) => (first + i) * everyMs)
}

const made: string[] = []
const deploy = async (...of: Parameters<typeof switchedOn>) => {
  const id = await switchedOn(...of)
  made.push(id)
  return id
}
afterEach(async () => {
  for (const id of made.splice(0)) await change(id, { active: false, generation: sql`generation + 1` })
  await apply()
})

describe('times between a flow’s switching on and the moment the engine was told', () => {
  test.each([
    ['all are made up for', HOUR, HOUR],
    ['those no older than its window are', 60 * SECOND, 60 * SECOND],
    ['those of the last ten seconds are where missed ones are left out', 0, 10 * SECOND],
  ])('%s, each once', async (_what, catchUpWindowMs, reachMs) => {
    const id = await deploy(every(5 * SECOND), { agoMs: 180 * SECOND, catchUpWindowMs })
    await apply()
    const { since, told } = await stands(id)
    const expected = multiples(5 * SECOND, Math.max(since, told - reachMs), told)
    expect(expected.length).toBeGreaterThan(1)
    expect(await cameIn(id, told)).toEqual(expected)
    await apply()
    expect(await cameIn(id, told)).toEqual(expected)
  })

  test('a worker that died among them, and two more at once, bring in each once', async () => {
    const id = await deploy(every(10 * SECOND), { agoMs: 120 * SECOND, catchUpWindowMs: HOUR })
    const { since } = await stands(id)
    for (const at of multiples(10 * SECOND, since, since + 40 * SECOND)) {
      expect(await acceptTick(world.db, { triggerId: id, generation: 1, scheduledFor: new Date(at) })).not.toBeNull()
    }
    await Promise.all([apply(), apply()])
    const { told, trigger } = await stands(id)
    expect(await cameIn(id, told)).toEqual(multiples(10 * SECOND, since, told))
    // All are in the inbox, and nothing says so.
    await change(id, { earlierUntil: trigger.timesSince })
    await apply()
    expect(await cameIn(id, told)).toEqual(multiples(10 * SECOND, since, told))
  })

  test('more than the engine lists at once come in by and by', async () => {
    const id = await deploy(every(10 * SECOND), { agoMs: 3.5 * HOUR, catchUpWindowMs: 24 * HOUR })
    let rounds = 1
    while (await apply()) rounds += 1
    expect(rounds).toBeGreaterThan(1)
    const { since, told } = await stands(id)
    expect(await cameIn(id, told)).toEqual(multiples(10 * SECOND, since, told))
  })

  test('of a schedule in a time zone only its own times', async () => {
    const berlin = { expression: '30 9 * * *', timeZone: 'Europe/Berlin' }
    const id = await deploy({ kind: 'cron', ...berlin }, { agoMs: 72 * HOUR, catchUpWindowMs: 100 * HOUR })
    await apply()
    const came = await cameIn(id, (await stands(id)).told)
    expect(came).toHaveLength(3)
    expect(came.every((at) => isTick(berlin, new Date(at)))).toBe(true)
  })

  test('a changed schedule’s begin where the old one’s end', async () => {
    const id = await deploy(every(7 * SECOND), { agoMs: 0, catchUpWindowMs: HOUR })
    await apply()
    await change(id, { config: configOf(every(10 * SECOND), HOUR), generation: sql`generation + 1` })
    const changed = Math.floor(Date.now() / SECOND) * SECOND - 60 * SECOND
    // A minute ago.
    await change(id, { timesSince: new Date(changed), formerUntil: new Date(changed) })
    const old = (at: number) => acceptTick(world.db, { triggerId: id, generation: 1, scheduledFor: new Date(at) })
    expect([await old(changed - SECOND), await old(changed + 3 * SECOND)]).toEqual([expect.any(String), null])
    const asked = Date.now()
    await apply()
    const { told } = await stands(id)
    // By the change, not by when the engine first heard of it.
    expect(told).toBeGreaterThanOrEqual(asked)
    expect(await cameIn(id, told)).toEqual([changed - SECOND, ...multiples(10 * SECOND, changed, told)])
  })

  test('nothing of a flow that is off, and nothing of one that the engine was told of before', async () => {
    const off = await deploy(every(5 * SECOND), { agoMs: 60 * SECOND, catchUpWindowMs: HOUR })
    await change(off, { active: false })
    const known = await deploy(every(HOUR), { agoMs: 48 * HOUR, catchUpWindowMs: 72 * HOUR })
    await change(known, { appliedGeneration: 1, toldAt: new Date(), earlierUntil: new Date() })
    // The engine is told of it once more, as after a change of how it is told.
    await change(known, { appliedGeneration: 0 })
    await apply()
    expect([await cameIn(off, Date.now()), await cameIn(known, (await stands(known)).told)]).toEqual([[], []])
  })
})

describe('times of a schedule that was changed or switched off again before the engine was told of it', () => {
  const next = { config: configOf(every(7 * SECOND), HOUR) }
  const berlin: Schedule = { kind: 'cron', expression: '* * * * *', timeZone: 'Europe/Berlin' }

  /** One that the engine knows; another took its place that long ago, and that one ended now, both unheard. */
  async function ended(
    by: Record<string, unknown>,
    { schedule = every(10 * SECOND), agoMs = 130 * SECOND, catchUpWindowMs = HOUR } = {},
  ) {
    const id = await deploy(every(HOUR), { agoMs: 2 * agoMs, catchUpWindowMs })
    await change(id, { appliedGeneration: 1, toldAt: new Date(), earlierUntil: new Date() })
    await change(id, { config: configOf(schedule, catchUpWindowMs), generation: sql`generation + 1` })
    const began = Date.now() - agoMs
    await change(id, { timesSince: new Date(began), formerUntil: new Date(began) })
    await change(id, { ...by, generation: sql`generation + 1` })
    return { id, began, until: (await stands(id)).since }
  }

  test.each([
    ['changed again', next, every(10 * SECOND), 10 * SECOND],
    ['changed again, of a time zone', next, berlin, 60 * SECOND],
    ['switched off', { active: false }, every(10 * SECOND), 10 * SECOND],
    ['started by something else', { config: { type: 'manual', form: [] } }, every(10 * SECOND), 10 * SECOND],
  ])('%s: each comes in once, however many ask', async (_what, by, schedule, everyMs) => {
    const { id, began, until } = await ended(by, { schedule })
    await Promise.all([apply(), apply()])
    expect(await cameIn(id, until)).toEqual(multiples(everyMs, began, until))
    const late = (generation: number, at: number) =>
      acceptTick(world.db, { triggerId: id, generation, scheduledFor: new Date(at) })
    // Neither one that the engine still had of the first, nor one of the second after its end.
    expect([await late(1, until - 3 * SECOND), await late(2, until + SECOND)]).toEqual([null, null])
    while (await apply());
    expect(await cameIn(id, until)).toEqual(multiples(everyMs, began, until))
  })

  test('as far back as it made up for missed ones, whatever the next one does', async () => {
    const { id, until } = await ended(next, { catchUpWindowMs: 60 * SECOND })
    await apply()
    const { told } = await stands(id)
    expect(await cameIn(id, until)).toEqual(multiples(10 * SECOND, told - 60 * SECOND, until))
  })

  test('several in a row, each from when it began', async () => {
    const { id, began, until } = await ended(next)
    const half = until - 60 * SECOND
    await change(id, { timesSince: new Date(half) })
    await inside((tx) =>
      tx
        .update(formerSchedule)
        .set({ until: new Date(half) })
        .where(eq(formerSchedule.triggerId, id)),
    )
    await change(id, { active: false, generation: sql`generation + 1` })
    const off = (await stands(id)).since
    while (await apply());
    expect(await cameIn(id, off)).toEqual([...multiples(10 * SECOND, began, half), ...multiples(7 * SECOND, half, off)])
  })

  test('told of, but more than the engine lists at once were still coming in', async () => {
    const id = await deploy(every(10 * SECOND), { agoMs: 3.5 * HOUR, catchUpWindowMs: 24 * HOUR })
    expect(await apply()).toBe(true)
    const { since, told } = await stands(id)
    await change(id, { active: false, generation: sql`generation + 1` })
    while (await apply());
    expect(await cameIn(id, told)).toEqual(multiples(10 * SECOND, since, told))
  })
})
