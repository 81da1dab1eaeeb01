import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { bulkItem, bulkJob } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { eq } from 'drizzle-orm'
import { chooseRuns } from '../bulk/choose-runs.ts'
import { dropJob, jobRow, mayDo } from '../bulk/start-bulk-job.ts'
import type { CoreContext } from '../context.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { redactNames } from '../runs/redact-names.ts'
import { checkJobEditUse } from './edit-use.ts'

export type EditToPreview = {
  cause: string
  fields: Record<string, Mapping>
  /** Of these problems; absent: of the newest ones. */
  problemIds?: string[] | undefined
}

/** By problem: what its step would send, or why that cannot be worked out. */
export type EditPreview = Record<string, { input: Json | null; error: string | null }>

const MAX_SHOWN = 50

/** What each run would send with other mappings, worked out in the worker just as the job does. Nothing is sent. */
export async function previewEdit(
  ctx: CoreContext,
  principal: Principal,
  input: EditToPreview,
): Promise<Result<EditPreview>> {
  const allowed = mayDo(principal, 'edit')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const jobId = newId()
  const target = { kind: 'problems' as const, cause: input.cause, only: input.problemIds?.slice(0, MAX_SHOWN) }
  const chosen = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const row = jobRow(principal, jobId, { action: 'edit', params: { fields: input.fields }, target })
    await tx.insert(bulkJob).values({ ...row, state: 'preview' })
    await chooseRuns(tx, { id: jobId, workspaceId, limit: MAX_SHOWN }, target)
    const usable = await checkJobEditUse(tx, principal, jobId)
    if (!usable.ok) await dropJob(tx, jobId)
    return usable
  })
  if (!chosen.ok) return chosen
  const told = await ctx.engine.previewBulk({ workspaceId, jobId })
  const items = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    await tx.delete(bulkJob).where(eq(bulkJob.id, jobId))
    return tx
      .delete(bulkItem)
      .where(eq(bulkItem.jobId, jobId))
      .returning({ problemId: bulkItem.problemId, preview: bulkItem.preview })
  })
  if (told === 'timed_out')
    return fail('unavailable', 'No worker answered. Nothing was changed; try again in a moment.')
  return ok(Object.fromEntries(items.map(({ problemId, preview }) => [problemId ?? '', toPreview(preview ?? null)])))
}

function toPreview(preview: Json): EditPreview[string] {
  if (preview === null || typeof preview !== 'object' || Array.isArray(preview)) return { input: null, error: null }
  const error = preview['error']
  return {
    input: redactNames(preview['input'] ?? null),
    error: typeof error === 'string' ? error : null,
  }
}
