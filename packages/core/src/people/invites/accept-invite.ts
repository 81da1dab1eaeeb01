import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Person } from '../../ports/people.ts'
import { fail, ok, type Result } from '../../result.ts'
import type { TeamContext } from '../team-context.ts'
import { isProof } from './invite-proof.ts'
import { endOf, fits } from './look-at-invite.ts'

export const ENDED_WORDS = {
  used: 'This invite has been used. Ask for another one.',
  revoked: 'This invite was taken back. Ask who sent it.',
  expired: 'This invite has ended. Ask for another one.',
} as const

/** Makes a person a member, once an invite. Their session goes on in that workspace. */
export async function acceptInvite(
  ctx: Pick<TeamContext, 'db' | 'people' | 'clock' | 'notify'>,
  person: Omit<Person, 'sessionId'> & { sessionId: string | null },
  input: { inviteId: string; key?: string | null | undefined },
): Promise<Result<{ workspaceId: string }>> {
  const found = await ctx.people.findInvite(input.inviteId)
  if (found === null) return fail('not_found', 'There is no such invite. Check that the link was copied whole.')
  const { workspaceId } = found
  const done = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const invite = await ctx.people.lockInvite(tx, found.id)
    if (invite === null) return fail('not_found', 'There is no such invite.')
    const members = await ctx.people.members(tx, workspaceId)
    // Nothing is used up by somebody who is in already.
    if (members.some(({ userId }) => userId === person.id)) return ok(null)
    const ended = endOf(invite, ctx.clock.now())
    if (ended !== null) return fail('gone', ENDED_WORDS[ended])
    const proven = isProof(input.key, invite.proofHash)
    const you = fits(invite.email, person, proven)
    if (you === 'other') {
      return fail('forbidden', `This invite is for another address. You are signed in as ${person.email}.`)
    }
    if (you === 'verify') {
      return fail('forbidden', `Confirm ${person.email} first: open the link in the mail we sent you, then come back.`)
    }
    if (invite.email !== null && !person.emailVerified) await ctx.people.confirmAddress(tx, person.id)
    await ctx.people.addMember(tx, { workspaceId, userId: person.id, role: invite.role })
    await ctx.people.changeInvite(tx, invite.id, { state: 'accepted', acceptedBy: person.id })
    await writeAudit(
      tx,
      { kind: 'user', userId: person.id, name: person.name, workspaceId, role: invite.role },
      {
        action: 'invite.accept',
        subjectKind: 'invite',
        subjectId: invite.id,
        detail: { email: person.email, role: invite.role, invitedBy: invite.inviter.name },
      },
    )
    return ok(null)
  })
  if (!done.ok) return done
  if (person.sessionId !== null) await ctx.people.openWorkspace(person.sessionId, workspaceId)
  ctx.notify('patchbay_live', `${workspaceId}:member:${person.id}`)
  return ok({ workspaceId })
}
