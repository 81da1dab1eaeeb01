import type { AddressObject, ParsedMail } from 'mailparser'
import { z } from 'zod'

const person = z.object({ email: z.string(), name: z.string().nullable() })
type Person = z.infer<typeof person>

export const mailContent = z.object({
  via: z.literal('smtp'),
  /** With its angle brackets, as the header says it. */
  messageId: z.string(),
  from: person,
  to: z.array(person),
  cc: z.array(person),
  bcc: z.array(person),
  replyTo: z.string().nullable(),
  subject: z.string(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  /** What the sender attached for itself: nothing by SMTP. */
  tags: z.record(z.string(), z.string()),
})

/** A message as the mail room shows it; the same shape as the SendGrid simulator's. */
export type ReceivedMail = z.infer<typeof mailContent> & { id: string; receivedAt: string }

/** `recipients` are the envelope's: who of them no header names got a blind copy. */
export function toMail(parsed: ParsedMail, recipients: string[]): z.infer<typeof mailContent> {
  const to = people(parsed.to)
  const cc = people(parsed.cc)
  const named = new Set([...to, ...cc].map(({ email }) => email.toLowerCase()))
  return {
    via: 'smtp',
    messageId: parsed.messageId ?? '',
    from: people(parsed.from)[0] ?? { email: '', name: null },
    to,
    cc,
    bcc: recipients.filter((email) => !named.has(email.toLowerCase())).map((email) => ({ email, name: null })),
    replyTo: people(parsed.replyTo)[0]?.email ?? null,
    subject: parsed.subject ?? '',
    text: parsed.text === undefined ? null : withoutLastBreak(parsed.text),
    html: typeof parsed.html === 'string' ? withoutLastBreak(parsed.html) : null,
    tags: {},
  }
}

function people(addresses: AddressObject | AddressObject[] | undefined): Person[] {
  const lists = addresses === undefined ? [] : Array.isArray(addresses) ? addresses : [addresses]
  return lists.flatMap(({ value }) => value).map(({ address, name }) => ({ email: address ?? '', name: name || null }))
}

/** SMTP ends every message with a line break of its own. */
function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, '')
}
