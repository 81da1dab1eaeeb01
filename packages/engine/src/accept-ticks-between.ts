import type { Database } from '@patchbay/db/database'
import { type EarlierTimes, markEarlierTimes } from '@patchbay/db/functions'
import type { Client } from '@temporalio/client'
import { msToTs, requiredTsToMs } from '@temporalio/common/lib/time.js'
import { acceptPlannedTick, tickOf } from './accept-planned-tick.ts'
import { scheduleId } from './contract.ts'

/**
 * Takes in the times that a schedule had between its coming about and the moment the engine was told of it: as many as the
 * engine lists at once, the oldest first. Whether there may be more. How far it came is written down last; whoever dies
 * before that or does the same meanwhile does no harm, since a tick is known by its planned time.
 */
export async function acceptTicksBetween(db: Database, client: Client, earlier: EarlierTimes): Promise<boolean> {
  const { id: triggerId, generation, config, earlierUntil, toldAt } = earlier
  if (config.type !== 'schedule') return false
  const times = await listTimes(client, { id: scheduleId(triggerId), after: earlierUntil, until: toldAt })
  const tick = tickOf({ triggerId, generation }, config.schedule)
  for (const scheduledFor of times) await acceptPlannedTick(db, { ...tick, scheduledFor })
  // How many the engine lists at once is its own business: it has no more once it lists none.
  const last = times.at(-1)
  await markEarlierTimes(db, { triggerId, generation, until: last ?? toldAt })
  return last !== undefined
}

async function listTimes(client: Client, of: { id: string; after: Date; until: Date }): Promise<Date[]> {
  const { startTime } = await client.workflowService.listScheduleMatchingTimes({
    namespace: client.options.namespace,
    scheduleId: of.id,
    startTime: msToTs(of.after.getTime()),
    endTime: msToTs(of.until.getTime()),
  })
  return (startTime ?? []).map((at) => new Date(requiredTsToMs(at, 'startTime')))
}
