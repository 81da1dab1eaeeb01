import { Cron } from 'croner'

export type CronSchedule = { expression: string; timeZone: string }

/** Times of day in UTC: all combinations of these, whole seconds. */
export type UtcTimes = { hours: number[]; minutes: number[]; seconds: number[] }

const DAY_MINUTES = 1_440
const MINUTE_MS = 60_000
const DAY_MS = DAY_MINUTES * MINUTE_MS
/** Shorter than any time for which a zone has kept an offset. */
const SAMPLE_MS = 7 * DAY_MS
const YEARS_AHEAD = 10

const NICKNAMES: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/**
 * The times of day at which a cron expression can come round, whatever offset its zone has: on each day more of them than
 * there are ticks, and never fewer. Whether one is a tick is `isTick`'s to say. Throws where the expression cannot be read.
 *
 * The engine reads expressions in a time zone by itself, but around changes of the clock it leaves hours out, makes up
 * others and runs a daily flow twice; in UTC there are no such days.
 */
export function utcTimesOf({ expression, timeZone }: CronSchedule, now: Date): UtcTimes[] {
  const { second, minute, hour } = fieldsOf(expression)
  const local = minutesOf(`0 ${minute} ${hour} * * *`)
  const { offsets, jumps } = readZone(timeZone, now)
  const utc = new Set(jumps)
  for (const offset of offsets) for (const at of local) utc.add((at - offset + 2 * DAY_MINUTES) % DAY_MINUTES)
  const byHour = Map.groupBy(
    [...utc].sort((a, b) => a - b),
    (at) => Math.floor(at / 60),
  )
  const byMinutes = Map.groupBy([...byHour], ([, all]) => all.map((at) => at % 60).join(' '))
  return [...byMinutes].map(([minutes, hours]) => ({
    hours: hours.map(([one]) => one),
    minutes: minutes.split(' ').map(Number),
    seconds: secondsOf(second),
  }))
}

function fieldsOf(expression: string): { second: string; minute: string; hour: string } {
  const text = NICKNAMES[expression.trim().toLowerCase()] ?? expression.trim()
  const parts = text.split(/\s+/)
  const [second, minute, hour] = parts.length > 5 ? parts : ['0', ...parts]
  return { second: second ?? '0', minute: minute ?? '0', hour: hour ?? '0' }
}

const EPOCH = new Date(-1_000)

const timesOf = (pattern: string, most: number): Date[] =>
  new Cron(pattern, { timezone: 'UTC', paused: true }).nextRuns(most, EPOCH)

const minutesOf = (pattern: string): number[] =>
  timesOf(pattern, DAY_MINUTES).flatMap((at) => (at.getTime() < DAY_MS ? [at.getTime() / MINUTE_MS] : []))

const secondsOf = (field: string): number[] =>
  timesOf(`${field} * * * * *`, 60).flatMap((at) => (at.getTime() < MINUTE_MS ? [at.getTime() / 1_000] : []))

/** Offsets from UTC that the zone has in these years, in minutes, and the times of day at which its clocks jump ahead. */
function readZone(timeZone: string, now: Date): { offsets: Set<number>; jumps: Set<number> } {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const offsetAt = (at: number): number => parseOffset(format.format(at))
  const offsets = new Set<number>()
  const jumps = new Set<number>()
  const from = Math.floor(now.getTime() / DAY_MS) * DAY_MS - 366 * DAY_MS
  const to = from + YEARS_AHEAD * 366 * DAY_MS
  let before = offsetAt(from)
  offsets.add(before)
  for (let at = from + SAMPLE_MS; at < to; at += SAMPLE_MS) {
    const offset = offsetAt(at)
    offsets.add(offset)
    if (offset > before) jumps.add((changeBetween(at - SAMPLE_MS, at, offsetAt) / MINUTE_MS) % DAY_MINUTES)
    before = offset
  }
  return { offsets, jumps }
}

/** The minute from which the later offset holds. */
function changeBetween(from: number, to: number, offsetAt: (at: number) => number): number {
  const after = offsetAt(to)
  let [early, late] = [from, to]
  while (late - early > MINUTE_MS) {
    const middle = early + Math.floor((late - early) / 2 / MINUTE_MS) * MINUTE_MS
    if (offsetAt(middle) === after) late = middle
    else early = middle
  }
  return late
}

/** "11/21/2026, GMT+05:30": 330. */
function parseOffset(text: string): number {
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? []
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
  return sign === '-' ? -size : size
}
