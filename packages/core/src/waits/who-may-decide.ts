import type { Queries } from '@patchbay/db/database'
import { apiKey } from '@patchbay/db/schema'
import { listAskableMembers } from '@patchbay/db/wait-functions'
import { eq } from 'drizzle-orm'
import { can } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'

/** Whether a question that was put to these people may be answered. */
export type MayDecide = (asked: readonly { userId: string }[]) => boolean

/**
 * Those who were asked may answer, and so may whoever answers for the workspace. A key answers for whoever made it: as
 * long as they are here, and only what they could answer themselves now.
 */
export async function whoMayDecide(tx: Queries, who: Principal): Promise<MayDecide> {
  const person = who.kind === 'user' ? who : can(who, 'approval.decide') ? await makerOf(tx, who) : null
  if (person === null) return () => false
  const { userId, role } = person
  return (asked) => role === 'owner' || role === 'admin' || asked.some((one) => one.userId === userId)
}

/** Null once they have left the workspace. */
async function makerOf(
  tx: Queries,
  { keyId, workspaceId }: Extract<Principal, { kind: 'api_key' }>,
): Promise<{ userId: string; role: string } | null> {
  const [key] = await tx.select({ madeBy: apiKey.createdBy }).from(apiKey).where(eq(apiKey.id, keyId))
  const members = key?.madeBy == null ? [] : await listAskableMembers(tx, workspaceId)
  return members.find(({ userId }) => userId === key?.madeBy) ?? null
}
