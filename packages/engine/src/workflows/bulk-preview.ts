import { proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/create-activities.ts'
import type { BulkPreviewInput } from '../contract.ts'

const { previewBulk } = proxyActivities<Activities>({
  startToCloseTimeout: '14 seconds',
  retry: { maximumAttempts: 1 },
})

/** Somebody waits for it, so it is tried once. What was worked out lies in Postgres. */
export async function bulkPreview(input: BulkPreviewInput): Promise<void> {
  await previewBulk(input)
}
