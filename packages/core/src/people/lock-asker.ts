import type { Queries } from '@patchbay/db/database'
import type { Member } from '../ports/people.ts'
import type { Principal, Role } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { authorise, type UseCase } from './permissions.ts'
import type { TeamContext } from './team-context.ts'

export type Asker = Extract<Principal, { kind: 'user' }>

/**
 * Who asks, as they are by now, and all members with them, held until the transaction ends: whoever was removed or may do
 * less since their request came in is refused, and nobody is removed in the middle of it.
 */
export async function lockAsker(
  { people }: Pick<TeamContext, 'people'>,
  tx: Queries,
  { principal, useCase }: { principal: Asker; useCase: UseCase },
): Promise<Result<{ role: Role; members: Member[] }>> {
  const members = await people.lockMembers(tx, principal.workspaceId)
  const role = members.find(({ userId }) => userId === principal.userId)?.role
  if (role === undefined) return fail('forbidden', 'You are not in this workspace any more.')
  const still = authorise({ ...principal, role }, useCase)
  return still.ok ? ok({ role, members }) : still
}
