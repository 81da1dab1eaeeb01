import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, workspace } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { Person } from '../ports/people.ts'
import { ok, type Result } from '../result.ts'
import { loadApprovals } from './load-approvals.ts'
import { holderOf, markOpened, openLink } from './open-link.ts'
import type { ApprovalPage } from './wait-models.ts'

/**
 * What the link of a mail shows. Nobody need be signed in; who is must be the one it is for. A link that was never given
 * out, and one of somebody who has left, look the same.
 */
export async function lookAtApproval(
  ctx: CoreContext,
  person: Person | null,
  input: { token: string },
): Promise<Result<ApprovalPage>> {
  const opened = await openLink(ctx, input.token)
  if (!opened.ok) return opened
  const link = opened.value
  if (link === null) return ok({ state: 'unknown' })
  return inWorkspace(ctx.db, link.workspaceId, async (tx): Promise<Result<ApprovalPage>> => {
    const holder = await holderOf(tx, link)
    const [place] = await tx.select({ name: workspace.name, timeZone: workspace.timeZone }).from(workspace)
    if (holder === null || place === undefined) return ok({ state: 'unknown' })
    const shown = { workspace: place.name, timeZone: place.timeZone, you: { id: link.userId, name: holder.name } }
    if (person !== null && person.id !== link.userId) {
      return ok({ state: 'other', workspace: place.name, person: holder.name })
    }
    const [found] = await loadApprovals(tx, eq(approval.id, link.approvalId), { who: holder })
    if (found === undefined) return ok({ state: 'unknown' })
    await markOpened(tx, link)
    if (found.state === 'open') return ok({ state: 'open', ...shown, approval: found })
    const { question, verdict, decidedBy, decidedById, decidedAt, note, deadlineAt } = found
    return ok({ state: found.state, ...shown, question, verdict, decidedBy, decidedById, decidedAt, note, deadlineAt })
  })
}
