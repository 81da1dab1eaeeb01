import type { Database } from '@patchbay/db/database'
import {
  listEarlierTimes,
  listUnappliedSchedules,
  markScheduleApplied,
  type UnappliedSchedule,
} from '@patchbay/db/functions'
import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client'
import { acceptTicksBetween } from './accept-ticks-between.ts'
import { scheduleId } from './contract.ts'
import { tickingOf } from './ticking-of.ts'

/**
 * Brings Temporal's schedules to what Postgres says, by generation: Postgres is the truth, and a crash between the two
 * is made good by the next call. Overlap is Postgres' business as well, so ticks are never held back here. Then what came
 * round before Temporal was told is taken in; whether there may be more of it.
 */
export async function applySchedules(
  db: Database,
  client: Client,
  onError: (error: unknown) => void,
): Promise<boolean> {
  for (const trigger of await listUnappliedSchedules(db)) {
    try {
      const toldAt = await apply(client, trigger)
      await markScheduleApplied(db, { triggerId: trigger.id, generation: trigger.generation, toldAt })
    } catch (error) {
      onError(error)
    }
  }
  let more = false
  for (const earlier of await listEarlierTimes(db)) {
    try {
      if (await acceptTicksBetween(db, client, earlier)) more = true
    } catch (error) {
      onError(error)
    }
  }
  return more
}

/** Since when Temporal tells the times of this generation; null where it has none to tell. */
async function apply(client: Client, trigger: UnappliedSchedule): Promise<Date | null> {
  const handle = client.schedule.getHandle(scheduleId(trigger.id))
  const unlessMissing = (error: unknown) => {
    if (!(error instanceof ScheduleNotFoundError)) throw error
    return 'missing'
  }
  const { config } = trigger
  if (!trigger.active || config.type !== 'schedule') {
    // Asked how it stands, it first catches up what it had missed by then; deleted at once, it would forget that.
    await handle.describe().catch(unlessMissing)
    await handle.delete().catch(unlessMissing)
    return null
  }
  const wanted = {
    ...tickingOf({ triggerId: trigger.id, generation: trigger.generation }, config.schedule),
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: config.catchUpWindowMs },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>
  // Changed in place: a schedule made anew would forget the ticks that it still has to catch up.
  const change = () => handle.update((before) => ({ ...before, ...wanted }))
  const found = await change().catch(unlessMissing)
  if (found === 'missing') {
    await client.schedule.create({ scheduleId: scheduleId(trigger.id), ...wanted }).catch((error: unknown) => {
      // Another worker was first, maybe with an older one.
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
      return change()
    })
  }
  // By its own clock: from then on it leaves no time out, and told nothing of before.
  const { info } = await handle.describe()
  return info.lastUpdatedAt ?? info.createdAt
}
