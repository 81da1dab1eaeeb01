import { newId } from '@patchbay/db/ids'
import { queuePersonMail } from '@patchbay/db/mail-functions'
import { confirmAddressLetter, type LetterToSend, newPasswordLetter, passwordChangedLetter } from '../mail/letters.ts'
import { hashProof } from './invites/invite-proof.ts'
import type { TeamContext } from './team-context.ts'

export type AccountMail =
  | { kind: 'password_reset'; token: string; ttlMs: number }
  | { kind: 'confirm_address'; token: string; ttlMs: number; next: string | null }
  | { kind: 'password_changed'; token: string; ttlMs: number }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * Mail about an account. `token` also tells one mail from the next: the same one is queued once. Where there is no mail
 * server it lies in the mail room of the person's first workspace.
 */
export async function sendAccountMail(
  ctx: Pick<TeamContext, 'db' | 'people' | 'mail' | 'settings' | 'notify'>,
  person: { id: string; email: string },
  mail: AccountMail,
): Promise<void> {
  if (ctx.mail === 'off') return
  const [first] = await ctx.people.workspacesOf(person.id)
  await queuePersonMail(ctx.db, {
    id: newId(),
    workspaceId: first?.id ?? null,
    kind: mail.kind,
    dedupeKey: `${mail.kind} ${hashProof(mail.token)}`,
    to: person.email,
    ttlMs: mail.ttlMs,
    ...letterOf(ctx.settings.publicUrl, mail),
  })
  ctx.notify('patchbay_inbox', 'mail')
}

function letterOf(publicUrl: string, mail: AccountMail): LetterToSend {
  if (mail.kind === 'password_reset') {
    const url = `${publicUrl}/reset-password?token=${encodeURIComponent(mail.token)}`
    return newPasswordLetter({ url, minutes: Math.round(mail.ttlMs / MINUTE_MS) })
  }
  if (mail.kind === 'password_changed') return passwordChangedLetter({ url: `${publicUrl}/forgot-password` })
  const next = mail.next === null ? '' : `&next=${encodeURIComponent(mail.next)}`
  const url = `${publicUrl}/verify-email?token=${encodeURIComponent(mail.token)}${next}`
  return confirmAddressLetter({ url, hours: Math.round(mail.ttlMs / HOUR_MS) })
}
