import type { Database } from '@patchbay/db/database'
import { type EarlierTimes, markEarlierTimes } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import type { Client } from '@temporalio/client'
import { msToTs, requiredTsToMs } from '@temporalio/common/lib/time.js'
import { acceptPlannedTick, tickOf } from './accept-planned-tick.ts'
import { scheduleId } from './contract.ts'
import { tickingOf } from './ticking-of.ts'

/**
 * Takes in the times that a schedule had between its coming about and the moment the engine was told of it, or its end: as
 * many as the engine lists at once, the oldest first. Whether there may be more. How far it came is written down last;
 * whoever dies before that or does the same meanwhile does no harm, since a tick is known by its planned time.
 */
export async function acceptTicksBetween(db: Database, client: Client, earlier: EarlierTimes): Promise<boolean> {
  const { id: triggerId, generation, config, until } = earlier
  if (config.type !== 'schedule') return false
  const of = { triggerId, generation }
  const times = await listTimes(client, { ...tickingOf(of, config.schedule), earlier })
  const tick = tickOf(of, config.schedule)
  for (const scheduledFor of times) await acceptPlannedTick(db, { ...tick, scheduledFor })
  // How many the engine lists at once is its own business: it has no more once it lists none.
  const last = times.at(-1)
  await markEarlierTimes(db, { ...of, until: last ?? until })
  return last !== undefined
}

type Asked = ReturnType<typeof tickingOf> & { earlier: EarlierTimes }

/**
 * Asked of a schedule made for that: the trigger's own may be another one by now, or gone. It has ended when it begins, so
 * that it tells no time by itself, and the engine forgets it should nobody be left to delete it.
 */
async function listTimes(client: Client, { spec, action, earlier }: Asked): Promise<Date[]> {
  const { id, earlierUntil, until } = earlier
  const asked = await client.schedule.create({
    scheduleId: `${scheduleId(id)}/${newId()}`,
    spec: { ...spec, endAt: until },
    action,
  })
  try {
    const { startTime } = await client.workflowService.listScheduleMatchingTimes({
      namespace: client.options.namespace,
      scheduleId: asked.scheduleId,
      startTime: msToTs(earlierUntil.getTime()),
      endTime: msToTs(until.getTime()),
    })
    return (startTime ?? []).map((at) => new Date(requiredTsToMs(at, 'startTime')))
  } finally {
    await asked.delete()
  }
}
