import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import type { TestInput } from '../contract.ts'

/** Tries a draft, in whole or in part. Once: a test repeats no write. */
export async function stepTest(input: TestInput): Promise<void> {
  const { runTest } = proxyActivities<Activities>({
    startToCloseTimeout: input.budgetMs,
    heartbeatTimeout: '15 seconds',
    retry: { maximumAttempts: 1 },
  })
  await runTest(input)
}
