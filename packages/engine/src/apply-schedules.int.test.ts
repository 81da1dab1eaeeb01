import { isTick } from '@patchbay/core/queue/is-tick'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flowTrigger } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Schedule } from '@patchbay/flow/document'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { ScheduleNotFoundError } from '@temporalio/client'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { applySchedules } from './apply-schedules.ts'
import { scheduleId } from './contract.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const deploy = async (schedule: Schedule) => {
  const id = newId()
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx.insert(flowTrigger).values({
      id,
      workspaceId: world.workspaceId,
      flowId: newId(),
      versionId: newId(),
      stepId: 'start',
      config: { type: 'schedule', schedule, overlap: 'start', catchUpWindowMs: 60_000 },
      topics: [],
      active: true,
    }),
  )
  return id
}
const apply = () =>
  applySchedules(world.db, world.client, (error) => {
    throw error
  })
const change = (id: string, values: Partial<typeof flowTrigger.$inferInsert>) =>
  inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .update(flowTrigger)
      .set({ ...values, generation: sql`generation + 1` })
      .where(eq(flowTrigger.id, id)),
  )
const ticks = (id: string) =>
  inWorkspace(world.db, world.workspaceId, (tx) => tx.select().from(delivery).where(eq(delivery.triggerId, id)))

describe('schedules follow what PostgreSQL says', () => {
  test('ticks come into the inbox at their planned times, once each, until it is switched off', async () => {
    const id = await deploy({ kind: 'interval', everyMs: 1_000 })
    await apply()
    const came = await vi.waitFor(
      async () => {
        const found = await ticks(id)
        if (found.length < 2) throw new Error(`${found.length} ticks`)
        return found
      },
      { timeout: 15_000, interval: 50 },
    )
    const times = came.map(({ scheduledFor }) => scheduledFor?.getTime() ?? 0)
    expect(times.every((time) => time % 1_000 === 0)).toBe(true)
    expect(new Set(times).size).toBe(times.length)
    await change(id, { active: false })
    await apply()
    await expect(world.client.schedule.getHandle(scheduleId(id)).describe()).rejects.toBeInstanceOf(
      ScheduleNotFoundError,
    )
  })

  test('a changed one takes the place of the old, in its own time zone', async () => {
    const id = await deploy({ kind: 'interval', everyMs: 3_600_000 })
    await apply()
    const rome = { kind: 'cron', expression: '0 8 * * *', timeZone: 'Europe/Rome' } as const
    await change(id, { config: { type: 'schedule', schedule: rome, overlap: 'skip', catchUpWindowMs: 60_000 } })
    await apply()
    const { info } = await world.client.schedule.getHandle(scheduleId(id)).describe()
    const told = info.nextActionTimes.filter((at) =>
      isTick({ expression: rome.expression, timeZone: rome.timeZone }, at),
    )
    const hours = told.map((at) =>
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Rome', hour: '2-digit' }).format(at),
    )
    expect(new Set(hours)).toEqual(new Set(['08']))
    await change(id, { active: false })
    await apply()
  })
})
