import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval } from '@patchbay/db/schema'
import { and, eq, gt, lte, ne, or, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadApprovals } from './load-approvals.ts'
import type { ApprovalView } from './wait-models.ts'

/** `over` holds those that nobody answered in time, too, and those whose run has ended. Newest first. */
export async function listApprovals(
  ctx: CoreContext,
  principal: Principal,
  input: { state: 'open' | 'over' },
): Promise<Result<ApprovalView[]>> {
  const allowed = authorise(principal, 'approval.read')
  if (!allowed.ok) return allowed
  const now = sql`now()`
  const where =
    input.state === 'open'
      ? and(eq(approval.state, 'open'), gt(approval.deadlineAt, now))
      : or(ne(approval.state, 'open'), lte(approval.deadlineAt, now))
  return ok(await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadApprovals(tx, where, principal)))
}

export async function getApproval(
  ctx: CoreContext,
  principal: Principal,
  input: { approvalId: string },
): Promise<Result<ApprovalView>> {
  const allowed = authorise(principal, 'approval.read')
  if (!allowed.ok) return allowed
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    loadApprovals(tx, eq(approval.id, input.approvalId), principal),
  )
  return found === undefined ? fail('not_found', 'This question does not exist in this workspace.') : ok(found)
}
