import { fail, ok, type Result } from '../../result.ts'
import type { TeamContext } from '../team-context.ts'
import { ENDED_WORDS } from './accept-invite.ts'
import { endOf } from './look-at-invite.ts'

/** Whether an invite lets somebody with that address make an account. Joining comes after, by `acceptInvite`. */
export async function admitSignUp(
  ctx: Pick<TeamContext, 'people' | 'clock'>,
  input: { inviteId: string; email: string },
): Promise<Result<null>> {
  const invite = await ctx.people.findInvite(input.inviteId)
  if (invite === null) return fail('forbidden', 'There is no such invite. Check that the link was copied whole.')
  const ended = endOf(invite, ctx.clock.now())
  if (ended !== null) return fail('forbidden', ENDED_WORDS[ended])
  if (invite.email !== null && invite.email.toLowerCase() !== input.email.trim().toLowerCase()) {
    return fail('forbidden', 'This invite is for another address. Use the one it was sent to.')
  }
  return ok(null)
}
