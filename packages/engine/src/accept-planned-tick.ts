import { isTick } from '@patchbay/core/queue/is-tick'
import type { Database } from '@patchbay/db/database'
import { acceptTick } from '@patchbay/db/functions'
import type { Schedule } from '@patchbay/flow/document'
import type { TickInput } from './contract.ts'

/** The one door of a schedule's ticks into the inbox, whichever way they come; null where nothing came of it. */
export async function acceptPlannedTick(
  db: Database,
  { scheduledFor, ...tick }: TickInput & { scheduledFor: Date },
): Promise<string | null> {
  // The engine tells more times than a cron expression has.
  if (tick.cron && !isTick(tick.cron, scheduledFor)) return null
  return acceptTick(db, { ...tick, scheduledFor })
}

/** What a tick tells of its schedule. */
export const tickOf = (of: { triggerId: string; generation: number }, schedule: Schedule): TickInput =>
  schedule.kind === 'cron'
    ? { ...of, cron: { expression: schedule.expression, timeZone: schedule.timeZone } }
    : { ...of }
