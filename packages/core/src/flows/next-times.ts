import type { Schedule } from '@patchbay/flow/document'
import { Cron } from 'croner'

/**
 * The next times that a schedule comes round. An interval counts from 1970, as Temporal's does; a cron expression is
 * read in its own time zone. Empty when the expression cannot be read.
 */
export function nextTimes(schedule: Schedule, from: Date, count = 5): Date[] {
  if (schedule.kind === 'interval') {
    const first = (Math.floor(from.getTime() / schedule.everyMs) + 1) * schedule.everyMs
    return Array.from({ length: count }, (_, index) => new Date(first + index * schedule.everyMs))
  }
  try {
    return new Cron(schedule.expression, { timezone: schedule.timeZone, paused: true }).nextRuns(count, from)
  } catch {
    // A draft may hold anything; the validator says what is wrong with it.
    return []
  }
}
