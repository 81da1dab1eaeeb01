import { inWorkspace } from '@patchbay/db/in-workspace'
import type { Person } from '../../ports/people.ts'
import type { Role } from '../../principal.ts'
import { ok, type Result } from '../../result.ts'
import type { TeamContext } from '../team-context.ts'
import { isProof } from './invite-proof.ts'

/** What a link shows to whoever opens it. */
export type InvitePage =
  | { state: 'unknown' }
  | { state: 'expired' | 'revoked' | 'used'; workspace: string; inviter: string }
  | {
      state: 'open'
      way: 'mail' | 'link'
      workspace: string
      inviter: string
      role: Role
      note: string | null
      /** Whole for who may know it, else "n…@brindle.example"; null for a link. */
      email: string | null
      /** They came by the mail itself, so the address needs no other proof. */
      proven: boolean
      /** Whether the address has an account; null for who has not shown that it is theirs. */
      account: boolean | null
      /** `verify`: the right address, not confirmed. `other`: signed in as somebody else. Null: nobody is. */
      you: 'welcome' | 'member' | 'verify' | 'other' | null
    }

/** No account is needed to look, and nothing is told here of who has one. */
export async function lookAtInvite(
  ctx: TeamContext,
  person: Person | null,
  input: { inviteId: string; key?: string | null | undefined },
): Promise<Result<InvitePage>> {
  const invite = await ctx.people.findInvite(input.inviteId)
  if (invite === null) return ok({ state: 'unknown' })
  const { workspaceName: workspace, inviter } = invite
  const ended = endOf(invite, ctx.clock.now())
  if (ended !== null) return ok({ state: ended, workspace, inviter: inviter.name })
  const proven = isProof(input.key, invite.proofHash)
  if (proven && invite.openedAt === null) {
    await inWorkspace(ctx.db, invite.workspaceId, (tx) =>
      ctx.people.changeInvite(tx, invite.id, { openedAt: ctx.clock.now() }),
    )
  }
  const own = person !== null && person.email.toLowerCase() === invite.email?.toLowerCase()
  const member =
    person !== null && (await ctx.people.workspacesOf(person.id)).some(({ id }) => id === invite.workspaceId)
  return ok({
    state: 'open',
    way: invite.email === null ? 'link' : 'mail',
    workspace,
    inviter: inviter.name,
    role: invite.role,
    note: invite.note,
    email: invite.email === null || proven || own ? invite.email : masked(invite.email),
    proven,
    account: proven && invite.email !== null ? await ctx.people.isAccount(invite.email) : null,
    you: person === null ? null : member ? 'member' : fits(invite.email, person, proven),
  })
}

export function endOf(
  invite: { state: 'pending' | 'accepted' | 'revoked'; expiresAt: Date },
  now: Date,
): 'expired' | 'revoked' | 'used' | null {
  if (invite.state === 'accepted') return 'used'
  if (invite.state === 'revoked') return 'revoked'
  return invite.expiresAt <= now ? 'expired' : null
}

/** The right person: whoever holds a link, or whose address it is and who has shown that. */
export function fits(
  email: string | null,
  person: Pick<Person, 'email' | 'emailVerified'>,
  proven: boolean,
): 'welcome' | 'verify' | 'other' {
  if (email === null) return 'welcome'
  if (email.toLowerCase() !== person.email.toLowerCase()) return 'other'
  return person.emailVerified || proven ? 'welcome' : 'verify'
}

const masked = (email: string): string => {
  const [local = '', domain = ''] = email.split('@')
  return `${local.slice(0, 1)}…@${domain}`
}
