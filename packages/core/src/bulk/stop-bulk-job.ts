import { inWorkspace } from '@patchbay/db/in-workspace'
import { bulkItem, bulkJob } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** No further run is begun. What has begun goes on: each run can be cancelled by itself. */
export async function stopBulkJob(
  ctx: CoreContext,
  principal: Principal,
  input: { id: string },
): Promise<Result<{ left: number }>> {
  const allowed = authorise(principal, 'bulk.stop')
  if (!allowed.ok) return allowed
  const stopped = await inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<{ left: number }>> => {
    const [job] = await tx
      .update(bulkJob)
      .set({ state: 'stopped', stoppedBy: actorName(principal), finishedAt: sql`now()` })
      .where(and(eq(bulkJob.id, input.id), eq(bulkJob.state, 'running')))
      .returning({ id: bulkJob.id })
    if (!job) return fail('conflict', 'This job has ended already.')
    const left = await tx
      .update(bulkItem)
      .set({ state: 'stopped' })
      .where(and(eq(bulkItem.jobId, job.id), sql`${bulkItem.state} IN ('queued', 'taken')`))
      .returning({ id: bulkItem.id })
    await writeAudit(tx, principal, {
      action: 'bulk.stop',
      subjectKind: 'bulk_job',
      subjectId: job.id,
      detail: { left: left.length },
    })
    return ok({ left: left.length })
  })
  if (stopped.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:bulk:${input.id}`)
  return stopped
}
