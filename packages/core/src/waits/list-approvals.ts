import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval } from '@patchbay/db/schema'
import { and, eq, gt, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { decodeCursor, encodeCursor } from '../paging/cursor.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { Page } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadApprovals } from './load-approvals.ts'
import type { ApprovalView } from './wait-models.ts'

type Listed = { state: 'open' | 'over' }

/** `over` holds those that nobody answered in time, too, and those whose run has ended. The newest 200, newest first. */
export async function listApprovals(
  ctx: CoreContext,
  principal: Principal,
  input: Listed,
): Promise<Result<ApprovalView[]>> {
  const allowed = authorise(principal, 'approval.read')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  return ok(await inWorkspace(ctx.db, workspaceId, (tx) => loadApprovals(tx, inState(input), { who: principal })))
}

/** All of them, page by page; `limit` 50 when left out, 200 at most. */
export async function pageApprovals(
  ctx: CoreContext,
  principal: Principal,
  input: Listed & { cursor?: string | undefined; limit?: number | undefined },
): Promise<Result<Page<ApprovalView>>> {
  const allowed = authorise(principal, 'approval.read')
  if (!allowed.ok) return allowed
  const limit = Math.min(input.limit ?? 50, 200)
  const cursor = decodeCursor(input.cursor)
  const older =
    cursor === null
      ? undefined
      : sql`(${approval.askedAt}, ${approval.id}) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const found = await loadApprovals(tx, and(inState(input), older), { who: principal, limit: limit + 1 })
    const last = found.length > limit ? found[limit - 1] : undefined
    return ok({ items: found.slice(0, limit), nextCursor: last === undefined ? null : await cursorAt(tx, last.id) })
  })
}

const inState = ({ state }: Listed): SQL | undefined =>
  state === 'open'
    ? and(eq(approval.state, 'open'), gt(approval.deadlineAt, sql`now()`))
    : or(ne(approval.state, 'open'), lte(approval.deadlineAt, sql`now()`))

/** With all digits of its time, which a Date cuts off. */
async function cursorAt(tx: Queries, id: string): Promise<string | null> {
  const [row] = await tx
    .select({ at: sql<string>`${approval.askedAt}::text` })
    .from(approval)
    .where(eq(approval.id, id))
  return row === undefined ? null : encodeCursor({ at: row.at, id })
}

export async function getApproval(
  ctx: CoreContext,
  principal: Principal,
  input: { approvalId: string },
): Promise<Result<ApprovalView>> {
  const allowed = authorise(principal, 'approval.read')
  if (!allowed.ok) return allowed
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    loadApprovals(tx, eq(approval.id, input.approvalId), { who: principal }),
  )
  return found === undefined ? fail('not_found', 'This question does not exist in this workspace.') : ok(found)
}
