import type { Mail } from '../sandbox/sandbox-schema.ts'

/** `system`: sent by Patchbay itself, an invitation or a new password, and not by a flow. */
export type RoomMail = Mail & { system: boolean }

export const nameOf = (person: { email: string; name: string | null }): string => person.name ?? person.email

/** By what a person types: whom it went to, what it says. */
export function findMails<M extends Mail>(mails: readonly M[], text: string): M[] {
  const wanted = text.trim().toLowerCase()
  return mails.filter((mail) =>
    [mail.subject, mail.text ?? '', ...mail.to.flatMap((person) => [person.email, person.name ?? ''])].some((words) =>
      words.toLowerCase().includes(wanted),
    ),
  )
}

/** "#10485" out of a subject: what its run is found by. */
export function orderIn(mail: Pick<Mail, 'subject' | 'text'>): string | null {
  return /#\d{3,}/.exec(`${mail.subject} ${mail.text ?? ''}`)?.[0] ?? null
}

/** Whether a step sent it under that key: SendGrid's mail carries the key itself, SMTP's a digest of it as its id. */
export async function isSentUnder(mail: Pick<Mail, 'via' | 'messageId' | 'tags'>, key: string): Promise<boolean> {
  if (mail.via === 'sendgrid') return mail.tags['patchbay_key'] === key
  // A page that came without encryption from another machine has no digests; nothing is claimed there.
  if (globalThis.crypto?.subtle === undefined) return false
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return mail.messageId.startsWith(`<${hex.slice(0, 40)}@`)
}

/** A message's own HTML, alone in a page that runs nothing and loads nothing; its links open tabs of their own. */
export function frameOf(html: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
  return `<!doctype html><meta http-equiv="content-security-policy" content="${policy}"><base target="_blank"><meta name="referrer" content="no-referrer"><style>body{font:14px/22px system-ui,sans-serif;margin:24px;color:#181c19;background:#fff}</style>${html}`
}

/** What the buttons of a system mail say and lead to: its text part has each label in a line above its address. */
export const linksIn = (mail: Pick<Mail, 'text'>): { label: string; href: string }[] =>
  [...(mail.text ?? '').matchAll(/^(.+):\r?\n(https?:\/\/\S+)\r?$/gm)].map(([, label = '', href = '']) => ({
    label,
    href,
  }))
