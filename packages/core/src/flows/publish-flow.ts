import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion, plan } from '@patchbay/db/schema'
import { compile } from '@patchbay/flow/compile'
import type { Problem } from '@patchbay/flow/problem'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { deployTrigger } from './deploy-trigger.ts'
import { draftConflict } from './save-draft.ts'
import { loadValidateOptions } from './validate-options.ts'

export type Published = { versionId: string; number: number; warnings: Problem[] }

/**
 * Makes a version of the draft that its publisher saw, and gives new events to it. Runs that are under way stay on
 * theirs. Whether the flow is switched on does not change.
 */
export async function publishFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; revision: number; note?: string | undefined },
): Promise<Result<Published>> {
  const allowed = authorise(principal, 'flow.publish')
  if (!allowed.ok) return allowed
  const published = await inWorkspace(ctx.db, principal.workspaceId, (tx) => publish(tx, { ctx, principal }, input))
  if (published.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:flow:${input.flowId}`)
  return published
}

async function publish(
  tx: Queries,
  { ctx, principal }: { ctx: CoreContext; principal: Principal },
  input: { flowId: string; revision: number; note?: string | undefined },
): Promise<Result<Published>> {
  const { workspaceId } = principal
  const [found] = await tx
    .select()
    .from(flow)
    .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    .for('update')
  if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  if (found.draftRevision !== input.revision) {
    return draftConflict({ revision: found.draftRevision, document: found.draft })
  }
  const compiled = compile(found.draft, await loadValidateOptions(tx, ctx))
  if (!compiled.ok) {
    const errors = compiled.error.filter((problem) => problem.severity === 'error').length
    const what = errors === 1 ? 'One problem keeps' : `${errors} problems keep`
    return fail('invalid', `${what} this flow from being published.`, { problems: compiled.error })
  }
  const { hash, plan: body, warnings } = compiled.value
  const versionId = newId()
  const deployed = await deployTrigger(tx, { flow: found, versionId, document: found.draft })
  if (!deployed.ok) return deployed
  await tx.insert(plan).values({ workspaceId, hash, body }).onConflictDoNothing()
  const number = await nextNumber(tx, found.id)
  await tx.insert(flowVersion).values({
    id: versionId,
    workspaceId,
    flowId: found.id,
    number,
    document: found.draft,
    planHash: hash,
    note: input.note ?? null,
    publishedBy: actorName(principal),
  })
  await tx.update(flow).set({ liveVersionId: versionId, updatedAt: sql`now()` }).where(eq(flow.id, found.id))
  const detail = { number, planHash: hash, note: input.note ?? null }
  await writeAudit(tx, principal, { action: 'flow.publish', subjectKind: 'flow', subjectId: found.id, detail })
  return ok({ versionId, number, warnings })
}

/** The flow's row is locked, so nobody else counts at the same time. */
async function nextNumber(tx: Queries, flowId: string): Promise<number> {
  const [last] = await tx
    .select({ number: sql<number>`coalesce(max(${flowVersion.number}), 0)::int` })
    .from(flowVersion)
    .where(eq(flowVersion.flowId, flowId))
  return (last?.number ?? 0) + 1
}
