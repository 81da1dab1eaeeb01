import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import type { ConnectionTestInput } from '../contract.ts'

const { testConnection } = proxyActivities<Activities>({
  startToCloseTimeout: '12 seconds',
  retry: { maximumAttempts: 1 },
})

/** Web asks through the worker, because only there connector code is loaded. */
export async function connectionTest(input: ConnectionTestInput) {
  return testConnection(input)
}
