import type { Person } from '../../ports/people.ts'
import type { Role } from '../../principal.ts'
import { ok, type Result } from '../../result.ts'
import type { TeamContext } from '../team-context.ts'

export type MyInvite = { id: string; workspaceName: string; role: Role }

/** Open invites to a person's own address. To whom it is not proven to belong they are not told. */
export async function listMyInvites(ctx: TeamContext, person: Person): Promise<Result<MyInvite[]>> {
  return ok(person.emailVerified ? await ctx.people.invitesTo(person.email) : [])
}
