import { Cron } from 'croner'

/** What is wrong with a cron expression in a time zone, or null; for `ValidateOptions`. */
export function checkCron(expression: string, timeZone: string): string | null {
  try {
    const cron = new Cron(expression, { timezone: timeZone, paused: true })
    return cron.nextRun() === null ? 'It never comes round.' : null
  } catch (error) {
    return error instanceof Error ? error.message : 'It cannot be read.'
  }
}
