import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import type { ChangeKind } from '@patchbay/flow/change'
import { changesBetween } from '@patchbay/flow/changes'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadChangeContext } from './change-context.ts'

/** The id of a version, or the draft as it is now. */
export type Side = string | 'draft'

export type Comparison = {
  /** By step, for the canvas; steps that are the same on both sides are left out. */
  marks: Record<string, ChangeKind>
  changes: { stepId: string | null; stepName: string; kind: ChangeKind; now: string; before: string | null }[]
  /** Steps that are gone are drawn from the one before. */
  from: FlowDocument
  to: FlowDocument
}

export async function compareVersions(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; from: Side; to: Side },
): Promise<Result<Comparison>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<Comparison>> => {
    const from = await loadSide(tx, input.flowId, input.from)
    const to = await loadSide(tx, input.flowId, input.to)
    if (from === null || to === null) return fail('not_found', 'This version does not exist in this workspace.')
    const changes = changesBetween(from, to, await loadChangeContext(tx, principal.workspaceId)).map(
      ({ stepId, stepName, kind, now, before }) => ({ stepId, stepName, kind, now, before }),
    )
    return ok({ marks: marksOf(changes), changes, from, to })
  })
}

async function loadSide(tx: Queries, flowId: string, side: Side): Promise<FlowDocument | null> {
  if (side === 'draft') {
    const [found] = await tx
      .select({ document: flow.draft })
      .from(flow)
      .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
    return found?.document ?? null
  }
  const [found] = await tx
    .select({ document: flowVersion.document })
    .from(flowVersion)
    .innerJoin(flow, eq(flow.id, flowVersion.flowId))
    .where(and(eq(flowVersion.id, side), eq(flow.id, flowId), isNull(flow.archivedAt)))
  return found?.document ?? null
}

/** New and gone say more than that something about the step has changed. */
function marksOf(changes: Comparison['changes']): Record<string, ChangeKind> {
  const marks: Record<string, ChangeKind> = {}
  for (const { stepId, kind } of changes) {
    if (stepId !== null && (kind !== 'changed' || marks[stepId] === undefined)) marks[stepId] = kind
  }
  return marks
}
