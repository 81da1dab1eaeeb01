import { Cron } from 'croner'
import type { CronSchedule } from './utc-times.ts'

/**
 * Whether a cron expression comes round at this very second. A time that the clocks jump over comes round when they have
 * jumped, one that they show twice the first time only; what repeats within the hour goes on as time does.
 */
export function isTick({ expression, timeZone }: CronSchedule, at: Date): boolean {
  const next = new Cron(expression, { timezone: timeZone, paused: true }).nextRun(new Date(at.getTime() - 1_000))
  return next?.getTime() === at.getTime()
}
