import { proxyLocalActivities, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import type { TickInput } from '../contract.ts'

const { acceptTick } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
})

/** One tick of a schedule. Its key is the time it was planned for, not the time it came. */
export async function scheduleTick(input: TickInput): Promise<void> {
  const info = workflowInfo()
  // Typed loosely by the SDK: an array of dates under the name that the server gives it.
  const planned = info.searchAttributes['TemporalScheduledStartTime']?.[0]
  const scheduledFor = planned instanceof Date ? planned : info.startTime
  await acceptTick({ ...input, scheduledFor: scheduledFor.toISOString() })
}
