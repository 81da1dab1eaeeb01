import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import { changesBetween } from '@patchbay/flow/changes'
import type { ChangeContext } from '@patchbay/flow/describe-property'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadChangeContext } from './change-context.ts'

export type VersionSummary = {
  id: string
  number: number
  note: string | null
  publishedBy: string
  publishedAt: Date
  /** New events go to it. */
  live: boolean
  /** What it changed on the one before, a sentence each. */
  changes: string[]
}

/** More than anybody looks through; older ones stay in the database, and runs still show them. */
const MAX_VERSIONS = 50

/** Newest first. */
export async function listVersions(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<VersionSummary[]>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<VersionSummary[]>> => {
    const [found] = await tx
      .select({ liveVersionId: flow.liveVersionId })
      .from(flow)
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
    const rows = await tx
      .select()
      .from(flowVersion)
      .where(eq(flowVersion.flowId, input.flowId))
      .orderBy(desc(flowVersion.number))
      .limit(MAX_VERSIONS + 1)
    const context = await loadChangeContext(tx, principal.workspaceId)
    return ok(
      rows.slice(0, MAX_VERSIONS).map(({ id, number, note, publishedBy, publishedAt, document }, index) => {
        const before = rows[index + 1]?.document ?? null
        const changes = before === null ? ['The first version'] : sentences(before, document, context)
        return { id, number, note, publishedBy, publishedAt, live: id === found.liveVersionId, changes }
      }),
    )
  })
}

export const sentences = (before: FlowDocument, after: FlowDocument, context: ChangeContext): string[] =>
  changesBetween(before, after, context).map(({ stepName, now, before: old }) =>
    old === null ? `${stepName}: ${lowerFirst(now)}` : `${stepName}: ${lowerFirst(now)}, before ${old}`,
  )

/** "EasyPost: Buy a label" keeps its first letter. */
const lowerFirst = (text: string): string =>
  /^(Is|It|Its|Leads|No longer|Says|Stands|If|When|One step)\b/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text
