import type { Queries } from '@patchbay/db/database'
import { approvalLink } from '@patchbay/db/schema'
import { type FoundApprovalLink, findApprovalLink, listAskableMembers } from '@patchbay/db/wait-functions'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { ROLES } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { hashToken, isToken } from './approval-token.ts'
import { mayTryLink, mayTryUnknown } from './link-limits.ts'

/** Whose link it is; null for one that was never given out, whatever it looks like. */
export async function openLink(ctx: Pick<CoreContext, 'db'>, token: string): Promise<Result<FoundApprovalLink | null>> {
  const hash = hashToken(token)
  const found = isToken(token) ? await findApprovalLink(ctx.db, hash) : null
  const may = found === null ? mayTryUnknown() : mayTryLink(hash)
  return may ? ok(found) : fail('unavailable', 'This was tried too often. Wait a minute, then try again.')
}

/** The member a link was given to, as they are now; null once they have left the workspace. */
export async function holderOf(tx: Queries, link: FoundApprovalLink): Promise<Principal | null> {
  const members = await listAskableMembers(tx, link.workspaceId)
  const member = members.find(({ userId }) => userId === link.userId)
  const role = ROLES.find((one) => one === member?.role)
  if (member === undefined || role === undefined) return null
  return { kind: 'user', userId: member.userId, name: member.name, workspaceId: link.workspaceId, role }
}

export async function markOpened(tx: Queries, link: FoundApprovalLink): Promise<void> {
  await tx
    .update(approvalLink)
    .set({ openedAt: sql`now()` })
    .where(and(eq(approvalLink.id, link.id), isNull(approvalLink.openedAt)))
}
