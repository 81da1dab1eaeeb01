import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { draftAuthor, flow, flowVersion, plan } from '@patchbay/db/schema'
import { compareSides, groupsOf, neededBy, touchedParts } from '@patchbay/flow/changes'
import { compile } from '@patchbay/flow/compile'
import type { FlowDocument } from '@patchbay/flow/document'
import { includeChanges } from '@patchbay/flow/include-changes'
import type { Problem } from '@patchbay/flow/problem'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { checkConnectionUse, connectionsIn } from '../connections/connection-use.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { deployTrigger } from './deploy-trigger.ts'
import { isOfParts } from './part-rows.ts'
import { draftConflict } from './save-draft.ts'
import { loadValidateOptions } from './validate-options.ts'

export type Published = { versionId: string; number: number; warnings: Problem[] }

export type PublishInput = {
  flowId: string
  revision: number
  note?: string | undefined
  /** Ids of `getDraftChanges`; each with what it needs. The rest stays in the draft, with its authors. */
  include?: 'all' | readonly string[] | undefined
}

/**
 * Makes a version of the draft that its publisher saw, or of some of its changes, and gives new events to it. Runs that
 * are under way stay on theirs. Whether the flow is switched on does not change.
 */
export async function publishFlow(
  ctx: CoreContext,
  principal: Principal,
  input: PublishInput,
): Promise<Result<Published>> {
  const allowed = authorise(principal, 'flow.publish')
  if (!allowed.ok) return allowed
  const published = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    publishDraft(tx, { ctx, principal }, input),
  )
  if (published.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:flow:${input.flowId}`)
  return published
}

/** The same in a transaction of the caller's, who has authorised it. */
export async function publishDraft(
  tx: Queries,
  { ctx, principal }: { ctx: CoreContext; principal: Principal },
  input: PublishInput,
): Promise<Result<Published>> {
  const { workspaceId } = principal
  const [row] = await tx
    .select({ found: flow, live: flowVersion.document })
    .from(flow)
    .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
    .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    .for('update', { of: flow })
  if (row === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  const { found, live } = row
  if (found.draftRevision !== input.revision) {
    const current = { revision: found.draftRevision, document: found.draft }
    return draftConflict(tx, current, { flowId: found.id, revision: input.revision })
  }
  const chosen = chooseChanges({ live, draft: found.draft }, input.include ?? 'all')
  if (!chosen.ok) return chosen
  const document = chosen.value
  const usable = await checkConnectionUse(tx, principal, connectionsIn(document))
  if (!usable.ok) return usable
  const compiled = compile(document, await loadValidateOptions(tx, ctx, found.id))
  if (!compiled.ok) return refusePublishing(compiled.error, document === found.draft)
  const { hash, plan: body, warnings } = compiled.value
  const versionId = newId()
  const deployed = await deployTrigger(tx, { flow: found, versionId, document })
  if (!deployed.ok) return deployed
  await tx.insert(plan).values({ workspaceId, hash, body }).onConflictDoNothing()
  const number = await nextNumber(tx, found.id)
  const note = input.note?.trim() || null
  await tx.insert(flowVersion).values({
    id: versionId,
    workspaceId,
    flowId: found.id,
    number,
    document,
    planHash: hash,
    note,
    publishedBy: actorName(principal),
  })
  await tx.update(flow).set({ liveVersionId: versionId, updatedAt: sql`now()` }).where(eq(flow.id, found.id))
  await forgetAuthors(tx, { flowId: found.id, published: document, draft: found.draft })
  const detail = {
    number,
    planHash: hash,
    note,
    ...(document === found.draft ? {} : { include: [...(input.include ?? [])] }),
  }
  await writeAudit(tx, principal, { action: 'flow.publish', subjectKind: 'flow', subjectId: found.id, detail })
  return ok({ versionId, number, warnings })
}

function chooseChanges(
  { live, draft }: { live: FlowDocument | null; draft: FlowDocument },
  include: 'all' | readonly string[],
): Result<FlowDocument> {
  if (include === 'all') return ok(draft)
  if (include.length === 0) return fail('invalid', 'Nothing was chosen. Tick at least one change to publish.')
  const groups = groupsOf(compareSides(live, draft))
  const lacking = neededBy({ live, draft }, include).filter((id) => !include.includes(id))
  if (include.some((id) => !groups.has(id)))
    return fail('conflict', 'Some of the chosen changes are no longer in the draft. Look at the list again.')
  if (lacking.length > 0)
    return fail(
      'invalid',
      `Some of the chosen changes need others that were left out: ${lacking.join(', ')}. Tick those too.`,
    )
  const merged = includeChanges(live, draft, include)
  return merged.ok ? ok(merged.value) : fail('conflict', 'Some of the chosen changes are no longer in the draft.')
}

function refusePublishing(problems: Problem[], isWhole: boolean) {
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const what = errors === 1 ? 'One problem keeps' : `${errors} problems keep`
  const which = isWhole ? 'this flow' : 'the chosen changes'
  const mend = isWhole ? '' : ' Without the changes left out they do not work: tick those too, or mend the draft.'
  return fail('invalid', `${what} ${which} from being published.${mend}`, { problems })
}

/** What has been published is nobody's change any more; the rest stays its authors'. */
async function forgetAuthors(
  tx: Queries,
  at: { flowId: string; published: FlowDocument; draft: FlowDocument },
): Promise<void> {
  const left = touchedParts(at.published, at.draft)
  const rows = await tx.select({ part: draftAuthor.part }).from(draftAuthor).where(eq(draftAuthor.flowId, at.flowId))
  const done = rows.map(({ part }) => part).filter((part) => !isOfParts(part, left))
  if (done.length === 0) return
  await tx.delete(draftAuthor).where(and(eq(draftAuthor.flowId, at.flowId), inArray(draftAuthor.part, done)))
}

/** The flow's row is locked, so nobody else counts at the same time. */
async function nextNumber(tx: Queries, flowId: string): Promise<number> {
  const [last] = await tx
    .select({ number: sql<number>`coalesce(max(${flowVersion.number}), 0)::int` })
    .from(flowVersion)
    .where(eq(flowVersion.flowId, flowId))
  return (last?.number ?? 0) + 1
}
