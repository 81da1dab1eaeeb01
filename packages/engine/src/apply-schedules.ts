import { utcTimesOf } from '@patchbay/core/queue/utc-times'
import type { Database } from '@patchbay/db/database'
import {
  listEarlierTimes,
  listUnappliedSchedules,
  markScheduleApplied,
  type UnappliedSchedule,
} from '@patchbay/db/functions'
import type { Schedule } from '@patchbay/flow/document'
import {
  type Client,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client'
import { tickOf } from './accept-planned-tick.ts'
import { acceptTicksBetween } from './accept-ticks-between.ts'
import { scheduleId, TASK_QUEUE } from './contract.ts'

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
    await handle.delete().catch(unlessMissing)
    return null
  }
  const { schedule } = config
  const wanted = {
    spec: specOf(schedule),
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: config.catchUpWindowMs },
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduleTick',
      taskQueue: TASK_QUEUE,
      workflowId: `tick/${trigger.id}/${trigger.generation}`,
      args: [tickOf({ triggerId: trigger.id, generation: trigger.generation }, schedule)],
    },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>
  // Changed in place: a schedule made anew would forget the ticks that it still has to catch up.
  const found = await handle.update((before) => ({ ...before, ...wanted })).catch(unlessMissing)
  if (found === 'missing') await client.schedule.create({ scheduleId: scheduleId(trigger.id), ...wanted })
  // By its own clock: from then on it leaves no time out, and told nothing of before.
  const { info } = await handle.describe()
  return info.lastUpdatedAt ?? info.createdAt
}

/** Of a cron expression the engine tells every time that may be one of its own, in UTC; `acceptTick` knows which are. */
const specOf = (schedule: Schedule): ScheduleSpec =>
  schedule.kind === 'interval'
    ? { intervals: [{ every: schedule.everyMs }] }
    : {
        calendars: utcTimesOf(schedule, new Date()).map(({ hours, minutes, seconds }) => ({
          hour: hours,
          minute: minutes,
          second: seconds,
        })),
        timezone: 'UTC',
      }
