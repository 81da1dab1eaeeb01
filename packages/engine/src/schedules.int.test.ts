import { isTick } from '@patchbay/core/queue/is-tick'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowTrigger } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { msToTs } from '@temporalio/common/lib/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

const hours = (from: number, to: number, minute = '00') =>
  Array.from({ length: to - from + 1 }, (_, index) => `${String(from + index).padStart(2, '0')}:${minute}`)

/**
 * Worked out by hand from the zones' rules, for the whole day in UTC on which the clocks change.
 * Berlin: 02:00 → 03:00 at 01:00 UTC, 03:00 → 02:00 at 01:00 UTC. New York: 02:00 → 03:00 at 07:00 UTC, 02:00 → 01:00 at
 * 06:00 UTC. Lord Howe, by half an hour: 02:00 → 02:30 at 15:30 UTC, 02:00 → 01:30 at 15:00 UTC.
 */
const EXPECTED: [zone: string, day: string, expression: string, times: string[]][] = [
  // And the next day's, an hour earlier in UTC.
  ['Europe/Berlin', '2027-03-28', '30 1 * * *', ['00:30', '23:30']],
  // Jumped over: it comes round when the clocks have jumped.
  ['Europe/Berlin', '2027-03-28', '30 2 * * *', ['01:00']],
  ['Europe/Berlin', '2027-03-28', '30 3 * * *', ['01:30']],
  ['Europe/Berlin', '2027-03-28', '0 * * * *', hours(0, 23)],
  // Shown twice: the first time only.
  ['Europe/Berlin', '2026-10-25', '30 2 * * *', ['00:30']],
  ['Europe/Berlin', '2026-10-25', '30 3 * * *', ['02:30']],
  // Every hour is every hour, also the one that is shown twice.
  ['Europe/Berlin', '2026-10-25', '0 * * * *', hours(0, 23)],
  ['America/New_York', '2027-03-14', '30 1 * * *', ['06:30']],
  ['America/New_York', '2027-03-14', '30 2 * * *', ['07:00']],
  ['America/New_York', '2027-03-14', '30 3 * * *', ['07:30']],
  ['America/New_York', '2027-03-14', '*/30 * * * *', hours(0, 23).flatMap((at) => [at, at.replace(':00', ':30')])],
  ['America/New_York', '2026-11-01', '30 0 * * *', ['04:30']],
  ['America/New_York', '2026-11-01', '30 1 * * *', ['05:30']],
  ['America/New_York', '2026-11-01', '30 2 * * *', ['07:30']],
  ['America/New_York', '2026-11-01', '0 * * * *', hours(0, 23)],
  ['Australia/Lord_Howe', '2026-10-03', '15 2 * * *', ['15:30']],
  ['Australia/Lord_Howe', '2026-10-03', '45 2 * * *', ['15:45']],
  // 14:30 UTC is one o'clock; at 15:30 it is half past two, and o'clock again at 16:00.
  ['Australia/Lord_Howe', '2026-10-03', '0 * * * *', [...hours(0, 14, '30'), ...hours(16, 23)]],
  ['Australia/Lord_Howe', '2027-04-03', '45 1 * * *', ['14:45']],
  ['Australia/Lord_Howe', '2027-04-03', '15 2 * * *', ['15:45']],
  ['Australia/Lord_Howe', '2027-04-03', '0 * * * *', [...hours(0, 14), ...hours(15, 23, '30')]],
]

describe('on the days that clocks change', () => {
  test.each(EXPECTED)('%s %s “%s”', async (timeZone, day, expression, times) => {
    const listed = await listTimes({ timeZone, expression }, day)
    const ticks = listed.filter((at) => isTick({ expression, timeZone }, at))
    const of = ticks.map((at) => at.toISOString()).filter((at) => at.startsWith(day))
    expect(of).toEqual(times.map((time) => `${day}T${time}:00.000Z`))
  })
})

/** What the server says it will do, for the schedule as the worker has made it. */
async function listTimes(cron: { timeZone: string; expression: string }, day: string): Promise<Date[]> {
  const id = newId()
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx.insert(flowTrigger).values({
      id,
      workspaceId: world.workspaceId,
      flowId: newId(),
      versionId: newId(),
      stepId: 'start',
      config: { type: 'schedule', schedule: { kind: 'cron', ...cron }, overlap: 'start', catchUpWindowMs: 60_000 },
      topics: [],
      active: true,
    }),
  )
  await applySchedules(world.db, world.client, (error) => {
    throw error
  })
  const noonMs = Date.parse(`${day}T12:00:00Z`)
  const { startTime } = await world.client.workflowService.listScheduleMatchingTimes({
    namespace: temporal.namespace,
    scheduleId: scheduleId(id),
    // One second before: the server leaves the start itself out.
    startTime: msToTs(noonMs - 18 * 3_600_000 - 1_000),
    endTime: msToTs(noonMs + 12 * 3_600_000 - 1_000),
  })
  await world.client.schedule.getHandle(scheduleId(id)).delete()
  return (startTime ?? []).map(({ seconds }) => new Date(Number(seconds) * 1_000))
}
