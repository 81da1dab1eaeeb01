import type { Role } from '../principal.ts'
import { writeLetter } from './letter.ts'

export type LetterToSend = { subject: string; text: string; html: string }

const ROLE_SAYS: Record<Role, string> = {
  owner: 'An owner may do everything, and decides who else is one.',
  admin: 'An admin also manages connections and people.',
  editor: 'An editor also draws, tests and publishes flows.',
  operator: 'An operator watches runs, retries, cancels and decides.',
  viewer: 'A viewer sees everything and changes nothing.',
}

export function inviteLetter(invite: {
  workspace: string
  inviter: string
  role: Role
  note: string | null
  url: string
  days: number
}): LetterToSend {
  const { workspace, inviter, role, note, url, days } = invite
  return {
    subject: `${inviter} invites you to ${workspace}`,
    ...writeLetter({
      title: `${inviter} invites you to ${workspace}`,
      lines: [
        `You can join the workspace ${workspace} on Patchbay as ${role}. ${ROLE_SAYS[role]}`,
        ...(note === null ? [] : [`“${note}”`]),
      ],
      action: { label: 'See the invitation', url },
      foot: `The link works once, for this address only, for ${days} days. If you expected no invitation, leave it be.`,
    }),
  }
}

export function newPasswordLetter({ url, minutes }: { url: string; minutes: number }): LetterToSend {
  return {
    subject: 'Choose a new Patchbay password',
    ...writeLetter({
      title: 'Choose a new password',
      lines: ['Somebody, most likely you, asked for a new password for this address.'],
      action: { label: 'Choose a new password', url },
      foot: `The link works once, for ${minutes} minutes. If it was not you, leave it be: your password stays as it is.`,
    }),
  }
}

export function confirmAddressLetter({ url, hours }: { url: string; hours: number }): LetterToSend {
  return {
    subject: 'Confirm your e-mail address',
    ...writeLetter({
      title: 'Confirm your e-mail address',
      lines: ['It is the address of your Patchbay account. Invitations to it and news about your flows come here.'],
      action: { label: 'Confirm the address', url },
      foot: `The link works for ${hours} hours. If you have no Patchbay account, leave it be.`,
    }),
  }
}

/** To whom a password belongs, once it is another: the one way to notice that it was not oneself. */
export function passwordChangedLetter({ url }: { url: string }): LetterToSend {
  return {
    subject: 'Your Patchbay password was changed',
    ...writeLetter({
      title: 'Your password was changed',
      lines: ['Every other device was signed out. If it was you, there is nothing to do.'],
      action: { label: 'It was not me', url },
      foot: 'The link leads to where you choose a new password again.',
    }),
  }
}
