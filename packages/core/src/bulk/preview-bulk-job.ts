import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { bulkItem, bulkJob } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, sql } from 'drizzle-orm'
import type { ResolveInput } from './work-bulk-job.ts'

/** What each item of a preview would send, worked out as the job itself would. Nothing is changed but the preview. */
export async function previewBulkJob(
  work: { db: Database; resolveInput: ResolveInput },
  of: { jobId: string; workspaceId: string },
): Promise<void> {
  const { job, items } = await inWorkspace(work.db, of.workspaceId, async (tx) => {
    const [found] = await tx
      .select()
      .from(bulkJob)
      .where(and(eq(bulkJob.id, of.jobId), eq(bulkJob.state, 'preview')))
    return { job: found, items: await tx.select().from(bulkItem).where(eq(bulkItem.jobId, of.jobId)) }
  })
  if (job === undefined) return
  const told = await Promise.all(
    items.map(async (item): Promise<{ id: string; preview: Json }> => {
      if (item.stepRunId === null) return { id: item.id, preview: { error: 'This run has no step that stopped it.' } }
      const { runId, stepRunId } = item
      const fields = job.params.fields ?? {}
      const input = await work.resolveInput({ workspaceId: of.workspaceId, runId, stepRunId, fields })
      return { id: item.id, preview: input.ok ? { input: input.value } : { error: input.error.message } }
    }),
  )
  await inWorkspace(work.db, of.workspaceId, async (tx) => {
    for (const { id, preview } of told) {
      await tx.update(bulkItem).set({ preview, appliedAt: sql`now()` }).where(eq(bulkItem.id, id))
    }
  })
}
