import type { Schedule } from '@patchbay/flow/document'

/** How often, as people say it. `at` is a time of day, "08:00"; weekdays count from Sunday, 0. */
export type Recurrence =
  | { kind: 'every'; everyMs: number }
  | { kind: 'daily'; at: string }
  | { kind: 'weekdays'; at: string }
  | { kind: 'weekly'; days: number[]; at: string }
  | { kind: 'monthly'; day: number | 'last'; at: string }
  | { kind: 'cron'; expression: string }

export type RecurrenceKind = Recurrence['kind']

/** How a schedule reads; what only an expert's expression says stays one. */
export function toRecurrence(schedule: Schedule): Recurrence {
  if (schedule.kind === 'interval') return { kind: 'every', everyMs: schedule.everyMs }
  const cron: Recurrence = { kind: 'cron', expression: schedule.expression }
  const parts = schedule.expression.trim().split(/\s+/)
  const [minute, hour, day, month, weekday] = parts
  if (parts.length !== 5 || minute === undefined || hour === undefined || day === undefined || weekday === undefined)
    return cron
  if (!isWithin(minute, 59) || !isWithin(hour, 23) || month !== '*') return cron
  const at = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (day === '*' && weekday === '*') return { kind: 'daily', at }
  if (day === '*' && weekday === '1-5') return { kind: 'weekdays', at }
  if (day === '*' && /^[0-6](,[0-6])*$/.test(weekday))
    return { kind: 'weekly', days: [...new Set(weekday.split(',').map(Number))].sort(fromMonday), at }
  if (weekday === '*' && day === 'L') return { kind: 'monthly', day: 'last', at }
  if (weekday === '*' && isWithin(day, 31) && Number(day) > 0) return { kind: 'monthly', day: Number(day), at }
  return cron
}

export function toSchedule(recurrence: Recurrence, timeZone: string): Schedule {
  if (recurrence.kind === 'every') return { kind: 'interval', everyMs: recurrence.everyMs }
  return { kind: 'cron', expression: expressionOf(recurrence), timeZone }
}

/** The same time of day, as far as the other kind has one. */
export function changeKind(from: Recurrence, to: RecurrenceKind): Recurrence {
  if (from.kind === 'cron' && to !== 'cron') {
    const said = toRecurrence({ kind: 'cron', expression: from.expression, timeZone: 'UTC' })
    if (said.kind !== 'cron') return changeKind(said, to)
  }
  const at = 'at' in from ? from.at : '08:00'
  switch (to) {
    case 'every':
      return from.kind === 'every' ? from : { kind: 'every', everyMs: 3_600_000 }
    case 'weekly':
      return { kind: 'weekly', days: from.kind === 'weekly' ? from.days : [1], at }
    case 'monthly':
      return { kind: 'monthly', day: from.kind === 'monthly' ? from.day : 1, at }
    case 'cron':
      return { kind: 'cron', expression: from.kind === 'every' ? '0 * * * *' : expressionOf(from) }
    default:
      return { kind: to, at }
  }
}

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

const ENDINGS: Partial<Record<number, string>> = { 1: 'st', 2: 'nd', 3: 'rd' }

/** "1st", "22nd", "13th" */
export function ordinal(day: number): string {
  const teens = day % 100 >= 11 && day % 100 <= 13
  const ending = teens ? 'th' : (ENDINGS[day % 10] ?? 'th')
  return `${day}${ending}`
}

function expressionOf(recurrence: Exclude<Recurrence, { kind: 'every' }>): string {
  if (recurrence.kind === 'cron') return recurrence.expression
  const [hour, minute] = recurrence.at.split(':').map(Number)
  const time = `${minute || 0} ${hour || 0}`
  switch (recurrence.kind) {
    case 'daily':
      return `${time} * * *`
    case 'weekdays':
      return `${time} * * 1-5`
    case 'weekly':
      return `${time} * * ${[...recurrence.days].sort((a, b) => a - b).join(',')}`
    case 'monthly':
      return `${time} ${recurrence.day === 'last' ? 'L' : recurrence.day} * *`
  }
}

/** The week begins on Monday. */
function fromMonday(a: number, b: number): number {
  return ((a + 6) % 7) - ((b + 6) % 7)
}

function isWithin(text: string, most: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) <= most
}
