import { utcTimesOf } from '@patchbay/core/queue/utc-times'
import type { Schedule } from '@patchbay/flow/document'
import type { ScheduleOptions, ScheduleSpec } from '@temporalio/client'
import { tickOf } from './accept-planned-tick.ts'
import { TASK_QUEUE } from './contract.ts'

/** When the engine tells a schedule's times, and what it does then. */
export const tickingOf = (of: { triggerId: string; generation: number }, schedule: Schedule) =>
  ({
    spec: specOf(schedule),
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduleTick',
      taskQueue: TASK_QUEUE,
      workflowId: `tick/${of.triggerId}/${of.generation}`,
      args: [tickOf(of, schedule)],
    },
  }) satisfies Pick<ScheduleOptions, 'spec' | 'action'>

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
