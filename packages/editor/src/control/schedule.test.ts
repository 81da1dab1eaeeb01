import { describe, expect, it } from 'vitest'
import { cronWords, nextTimes } from './cron-words.ts'
import { changeKind, ordinal, type Recurrence, toRecurrence, toSchedule } from './recurrence.ts'

const zone = 'Europe/Stockholm'
const said: [Recurrence, string][] = [
  [{ kind: 'daily', at: '08:00' }, '0 8 * * *'],
  [{ kind: 'weekdays', at: '17:45' }, '45 17 * * 1-5'],
  [{ kind: 'weekly', days: [1, 3], at: '09:05' }, '5 9 * * 1,3'],
  [{ kind: 'weekly', days: [6, 0], at: '00:00' }, '0 0 * * 0,6'],
  [{ kind: 'monthly', day: 1, at: '06:30' }, '30 6 1 * *'],
  [{ kind: 'monthly', day: 'last', at: '23:59' }, '59 23 L * *'],
  [{ kind: 'cron', expression: '*/15 8-17 * * 1-5' }, '*/15 8-17 * * 1-5'],
]

describe('a schedule', () => {
  it.each(said)('%j is the expression “%s”, and back', (recurrence, expression) => {
    expect(toSchedule(recurrence, zone)).toEqual({ kind: 'cron', expression, timeZone: zone })
    expect(toRecurrence({ kind: 'cron', expression, timeZone: zone })).toEqual(recurrence)
  })

  it('at an interval is one, and back', () => {
    const schedule = toSchedule({ kind: 'every', everyMs: 900_000 }, zone)
    expect(schedule).toEqual({ kind: 'interval', everyMs: 900_000 })
    expect(toRecurrence(schedule)).toEqual({ kind: 'every', everyMs: 900_000 })
  })

  it.each(['', '0 8 * *', '0 8 * 1 *', '60 8 * * *', '0 8 1 * 1', '0 0 8 * * *', '0 8 * * MON'])(
    'keeps “%s” as the expert wrote it',
    (expression) => {
      expect(toRecurrence({ kind: 'cron', expression, timeZone: zone })).toEqual({ kind: 'cron', expression })
    },
  )

  it('keeps its time of day when it becomes another kind', () => {
    const daily: Recurrence = { kind: 'daily', at: '17:30' }
    expect(changeKind(daily, 'weekdays')).toEqual({ kind: 'weekdays', at: '17:30' })
    expect(changeKind(changeKind(daily, 'cron'), 'cron')).toEqual({ kind: 'cron', expression: '30 17 * * *' })
    expect(changeKind({ kind: 'cron', expression: '30 17 * * *' }, 'weekdays')).toEqual({
      kind: 'weekdays',
      at: '17:30',
    })
    expect(changeKind({ kind: 'every', everyMs: 60_000 }, 'daily')).toEqual({ kind: 'daily', at: '08:00' })
  })

  it('counts the days of a month', () => {
    expect([1, 2, 3, 11, 12, 13, 21, 22, 23, 30].map(ordinal).join(' ')).toBe(
      '1st 2nd 3rd 11th 12th 13th 21st 22nd 23rd 30th',
    )
  })
})

describe('an expression', () => {
  it('has words, or what is wrong with it', () => {
    expect(cronWords('*/15 8-17 * * 1-5', zone)).toEqual({
      words: 'Every 15 minutes, between 08:00 and 17:59, Monday through Friday',
    })
    expect(cronWords('at eight', zone)).toHaveProperty('wrong')
    expect(cronWords('0 8 30 2 *', zone)).toHaveProperty('wrong')
  })

  it('comes round by the clock of its zone, across the change to winter', () => {
    const times = nextTimes(
      { kind: 'cron', expression: '0 8 * * *', timeZone: zone },
      new Date('2026-10-24T00:00:00Z'),
      3,
    )
    expect(times.map((at) => at.toISOString())).toEqual([
      '2026-10-24T06:00:00.000Z',
      '2026-10-25T07:00:00.000Z',
      '2026-10-26T07:00:00.000Z',
    ])
  })

  it('says nothing of the future while it is half written', () => {
    expect(nextTimes({ kind: 'cron', expression: '0 8 *', timeZone: zone }, new Date())).toEqual([])
    expect(nextTimes({ kind: 'interval', everyMs: 0 }, new Date())).toEqual([])
  })
})
