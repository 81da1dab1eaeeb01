import { utcTimesOf } from '@patchbay/core/queue/utc-times'
import type { Database } from '@patchbay/db/database'
import { listUnappliedSchedules, markScheduleApplied, type UnappliedSchedule } from '@patchbay/db/functions'
import type { Schedule } from '@patchbay/flow/document'
import {
  type Client,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client'
import { scheduleId, TASK_QUEUE, type TickInput } from './contract.ts'

/**
 * Brings Temporal's schedules to what Postgres says, by generation: Postgres is the truth, and a crash between the two
 * is made good by the next call. Overlap is Postgres' business as well, so ticks are never held back here.
 */
export async function applySchedules(db: Database, client: Client, onError: (error: unknown) => void): Promise<void> {
  for (const trigger of await listUnappliedSchedules(db)) {
    try {
      await apply(client, trigger)
      await markScheduleApplied(db, trigger.id, trigger.generation)
    } catch (error) {
      onError(error)
    }
  }
}

async function apply(client: Client, trigger: UnappliedSchedule): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId(trigger.id))
  const unlessMissing = (error: unknown) => {
    if (!(error instanceof ScheduleNotFoundError)) throw error
    return 'missing'
  }
  const { config } = trigger
  if (!trigger.active || config.type !== 'schedule') {
    await handle.delete().catch(unlessMissing)
    return
  }
  const { schedule } = config
  const tick: TickInput = {
    triggerId: trigger.id,
    generation: trigger.generation,
    ...(schedule.kind === 'cron' ? { cron: { expression: schedule.expression, timeZone: schedule.timeZone } } : {}),
  }
  const wanted = {
    spec: specOf(schedule),
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: config.catchUpWindowMs },
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduleTick',
      taskQueue: TASK_QUEUE,
      workflowId: `tick/${trigger.id}/${trigger.generation}`,
      args: [tick],
    },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>
  // Changed in place: a schedule made anew would forget the ticks that it still has to catch up.
  const found = await handle.update((before) => ({ ...before, ...wanted })).catch(unlessMissing)
  if (found === 'missing') await client.schedule.create({ scheduleId: scheduleId(trigger.id), ...wanted })
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
