import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type BulkAction, type BulkActor, type BulkParams, bulkItem, bulkJob } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise, type UseCase } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { checkJobEditUse } from '../problems/edit-use.ts'
import { fail, ok, type Result } from '../result.ts'
import { type BulkTarget, chooseRuns } from './choose-runs.ts'

export type BulkOrder = {
  action: BulkAction
  params: BulkParams
  target: BulkTarget
  /** Runs of it that may be under way at the same time, 1 to 50. */
  atOnce?: number | undefined
}

export const DEFAULT_AT_ONCE = 5

/** Besides the right to do things in bulk, the one to do this to a single run. */
export const useCaseOfBulk: Record<BulkAction, UseCase> = {
  retry: 'run.retry',
  edit: 'problem.edit_input',
  supply: 'problem.settle',
  skip: 'problem.settle',
  cancel: 'run.cancel',
}

/**
 * Begins something done to many runs. Which ones is settled here, in one transaction with the job: a snapshot. From its
 * commit on the workers work it off, whoever goes away.
 */
export async function startBulkJob(
  ctx: CoreContext,
  principal: Principal,
  order: BulkOrder,
): Promise<Result<{ id: string; total: number }>> {
  const allowed = mayDo(principal, order.action)
  if (!allowed.ok) return allowed
  const wrong = whyWrong(order)
  if (wrong !== null) return fail('invalid', wrong)
  const jobId = newId()
  const started = await inWorkspace(
    ctx.db,
    principal.workspaceId,
    async (tx): Promise<Result<{ id: string; total: number }>> => {
      await tx.insert(bulkJob).values(jobRow(principal, jobId, order))
      const total = await chooseRuns(tx, { id: jobId, workspaceId: principal.workspaceId }, order.target)
      if (total === 0) return nothing(await tx.delete(bulkJob).where(eq(bulkJob.id, jobId)))
      const usable = order.action === 'edit' ? await checkJobEditUse(tx, principal, jobId) : ok(null)
      if (!usable.ok) {
        await dropJob(tx, jobId)
        return usable
      }
      await tx.update(bulkJob).set({ total }).where(eq(bulkJob.id, jobId))
      await writeAudit(tx, principal, {
        action: 'bulk.start',
        subjectKind: 'bulk_job',
        subjectId: jobId,
        detail: { action: order.action, total },
      })
      return ok({ id: jobId, total })
    },
  )
  if (started.ok) {
    ctx.notify('patchbay_inbox', 'bulk')
    ctx.notify('patchbay_live', `${principal.workspaceId}:bulk:${jobId}`)
  }
  return started
}

export function mayDo(principal: Principal, action: BulkAction): Result<null> {
  const allowed = authorise(principal, 'bulk.start')
  return allowed.ok ? authorise(principal, useCaseOfBulk[action]) : allowed
}

export const jobRow = (principal: Principal, id: string, order: BulkOrder) => ({
  id,
  workspaceId: principal.workspaceId,
  action: order.action,
  params: order.params,
  cause: order.target.kind === 'problems' ? (order.target.cause ?? null) : null,
  flowId: order.target.flowId ?? null,
  atOnce: Math.min(50, Math.max(1, Math.round(order.atOnce ?? DEFAULT_AT_ONCE))),
  actor: actorOf(principal),
})

export async function dropJob(tx: Queries, id: string): Promise<void> {
  await tx.delete(bulkItem).where(eq(bulkItem.jobId, id))
  await tx.delete(bulkJob).where(eq(bulkJob.id, id))
}

const nothing = (_removed: unknown) =>
  fail('conflict', 'None of them is stopped any more: somebody has settled it, or it has settled itself.')

function whyWrong({ action, params }: BulkOrder): string | null {
  if (action === 'edit' && Object.keys(params.fields ?? {}).length === 0)
    return 'Say which field is to be sent otherwise.'
  if (action === 'supply' && params.output === undefined) return 'Say what the step gave.'
  return null
}

function actorOf(principal: Principal): BulkActor {
  const { workspaceId: _own, ...actor } = principal
  return actor
}
