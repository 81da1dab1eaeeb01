import type { Schedule } from '@patchbay/flow/document'
import { Cron } from 'croner'
import cronstrue from 'cronstrue'

/** A cron expression in words, and what is wrong with it where it is none. */
export function cronWords(expression: string, timeZone: string): { words: string } | { wrong: string } {
  try {
    if (new Cron(expression, { timezone: timeZone, paused: true }).nextRun() === null)
      return { wrong: 'These times never come round. Change the expression.' }
    return { words: cronstrue.toString(expression, { use24HourTimeFormat: true, verbose: false }) }
  } catch {
    return {
      wrong: 'This is no cron expression. It has five parts: minute, hour, day of the month, month, day of the week.',
    }
  }
}

/** The next times a schedule comes round; none while it cannot be read. An interval counts from 1970, as the engine's does. */
export function nextTimes(schedule: Schedule, from: Date, count = 5): Date[] {
  if (schedule.kind === 'interval') {
    if (!(schedule.everyMs > 0)) return []
    const first = (Math.floor(from.getTime() / schedule.everyMs) + 1) * schedule.everyMs
    return Array.from({ length: count }, (_, index) => new Date(first + index * schedule.everyMs))
  }
  try {
    return new Cron(schedule.expression, { timezone: schedule.timeZone, paused: true }).nextRuns(count, from)
  } catch {
    // While it is being written it is often not yet an expression.
    return []
  }
}
