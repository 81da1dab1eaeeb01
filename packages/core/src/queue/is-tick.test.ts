import { describe, expect, test } from 'vitest'
import { nextTimes } from '../flows/next-times.ts'
import { isTick } from './is-tick.ts'
import { utcTimesOf } from './utc-times.ts'

/** Local midnight to local midnight of the day on which the clocks change, with room on both sides. */
const DAYS = [
  ['Europe/Berlin', '2027-03-28'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2027-03-14'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Asia/Kathmandu', '2026-11-21'],
  ['UTC', '2026-11-21'],
] as const
const EXPRESSIONS = ['30 2 * * *', '0 * * * *', '*/15 * * * *', '15 1-3 * * *', '45 1 * * 0']
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Every fifth minute: none of the expressions has others. */
const minutesAround = (day: string): Date[] => {
  const from = Date.parse(`${day}T00:00:00Z`) - 14 * HOUR_MS
  return Array.from({ length: 30 * 12 }, (_, step) => new Date(from + step * 5 * MINUTE_MS))
}

describe.each(DAYS)('in %s around %s', (timeZone, day) => {
  test.each(EXPRESSIONS)('%s: asked minute by minute it ticks when people are told that it does', (expression) => {
    const minutes = minutesAround(day)
    const [first, last] = [minutes[0] ?? new Date(0), minutes.at(-1) ?? new Date(0)]
    const told = nextTimes({ kind: 'cron', expression, timeZone }, new Date(first.getTime() - 1_000), 500)
    const expected = told.filter((at) => at <= last).map((at) => at.toISOString())
    const ticks = minutes.filter((at) => isTick({ expression, timeZone }, at)).map((at) => at.toISOString())
    expect(ticks).toEqual(expected)
    const times = utcTimesOf({ expression, timeZone }, new Date('2026-11-21T12:00:00Z'))
    for (const tick of ticks) {
      const at = new Date(tick)
      const covered = times.some(
        ({ hours, minutes: of }) => hours.includes(at.getUTCHours()) && of.includes(at.getUTCMinutes()),
      )
      expect(covered, `${tick} is asked of the engine`).toBe(true)
    }
  })
})

test('a daily time is asked for two or three times a day, seconds and nicknames are understood', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  expect(utcTimesOf({ expression: '30 8 * * 1', timeZone: 'Europe/Berlin' }, now)).toEqual([
    { hours: [1], minutes: [0], seconds: [0] },
    { hours: [6, 7], minutes: [30], seconds: [0] },
  ])
  expect(utcTimesOf({ expression: '@daily', timeZone: 'UTC' }, now)).toEqual([
    { hours: [0], minutes: [0], seconds: [0] },
  ])
  expect(utcTimesOf({ expression: '*/20 0 0 * * *', timeZone: 'UTC' }, now)).toEqual([
    { hours: [0], minutes: [0], seconds: [0, 20, 40] },
  ])
})
