import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, sample, workspace } from '@patchbay/db/schema'
import { desc, eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise, can } from '../people/permissions.ts'
import type { TeamContext } from '../people/team-context.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type KeptSample = {
  id: string
  name: string
  flow: { id: string; name: string }
  keptBy: string
  keptAt: Date
  pinned: boolean
  /** When it goes with what was said; null while it is pinned. */
  goesAt: Date | null
  mayPin: boolean
}

const SHOWN = 200
const DAY_MS = 24 * 3_600_000

/** Samples that people keep, of all flows: copies of what was said, so they go with it unless somebody pins them. */
export async function listKeptSamples(ctx: TeamContext, principal: Principal): Promise<Result<KeptSample[]>> {
  const allowed = authorise(principal, 'sample.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const [own] = await tx
      .select({ days: workspace.keepPayloadDays })
      .from(workspace)
      .where(eq(workspace.id, principal.workspaceId))
    const days = Math.min(ctx.keepDays, own?.days ?? ctx.keepDays)
    const rows = await tx
      .select({ sample, flow: { id: flow.id, name: flow.name } })
      .from(sample)
      .innerJoin(flow, eq(flow.id, sample.flowId))
      .orderBy(desc(sample.createdAt))
      .limit(SHOWN)
    return ok(
      rows.map(
        (row): KeptSample => ({
          id: row.sample.id,
          name: row.sample.name,
          flow: row.flow,
          keptBy: row.sample.createdBy,
          keptAt: row.sample.createdAt,
          pinned: row.sample.pinned,
          goesAt: row.sample.pinned ? null : new Date(row.sample.createdAt.getTime() + days * DAY_MS),
          mayPin: can(principal, 'sample.keep'),
        }),
      ),
    )
  })
}

/** A pinned sample stays until it is removed. */
export async function pinSample(
  ctx: CoreContext,
  principal: Principal,
  input: { id: string; pinned: boolean },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'sample.keep')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<null>> => {
    const [changed] = await tx
      .update(sample)
      .set({ pinned: input.pinned })
      .where(eq(sample.id, input.id))
      .returning({ flowId: sample.flowId })
    if (changed === undefined) return fail('not_found', 'This sample is not kept any more.')
    await writeAudit(tx, principal, {
      action: 'sample.keep',
      subjectKind: 'flow',
      subjectId: changed.flowId,
      detail: { pinned: input.pinned },
    })
    return ok(null)
  })
}
