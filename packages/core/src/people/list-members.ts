import { inWorkspace } from '@patchbay/db/in-workspace'
import type { Member } from '../ports/people.ts'
import type { Principal, Role } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { authorise, can } from './permissions.ts'
import { rolesToGive, whyNot } from './role-rules.ts'
import type { TeamContext } from './team-context.ts'

export type MemberView = Member & {
  you: boolean
  /** What they can be made by who asks; just what they are when nothing can be changed. */
  roles: Role[]
  /** By who asks. For oneself: leave. */
  removable: boolean
}

export async function listMembers(ctx: TeamContext, principal: Principal): Promise<Result<MemberView[]>> {
  const allowed = authorise(principal, 'member.read')
  if (!allowed.ok) return allowed
  const members = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    ctx.people.members(tx, principal.workspaceId),
  )
  const owners = members.filter(({ role }) => role === 'owner').length
  const by = principal.kind === 'user' ? principal.role : 'viewer'
  return ok(
    members.map((member) => {
      const you = principal.kind === 'user' && member.userId === principal.userId
      const mayRemove = you || can(principal, 'member.remove')
      return {
        ...member,
        you,
        roles: can(principal, 'member.change') ? rolesToGive(by, member.role, owners) : [member.role],
        removable: mayRemove && whyNot({ by, from: member.role, to: null, owners }) === null,
      }
    }),
  )
}
