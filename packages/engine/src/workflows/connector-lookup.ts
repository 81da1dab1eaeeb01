import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import type { LookupInput } from '../contract.ts'

const { answerLookup } = proxyActivities<Activities>({
  startToCloseTimeout: '14 seconds',
  retry: { maximumAttempts: 1 },
})

/** Fills a drop-down: somebody waits for it, so it is tried once. What was said lies in PostgreSQL. */
export async function connectorLookup(input: LookupInput): Promise<void> {
  await answerLookup(input)
}
