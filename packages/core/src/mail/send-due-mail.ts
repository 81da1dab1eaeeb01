import type { Database } from '@patchbay/db/database'
import { finishSystemMail, type LeasedMail, leaseSystemMail } from '@patchbay/db/mail-functions'
import type { MailOutcome, MailPort } from '../ports/mail.ts'

/** One at a time is leased for longer than a mail server may take: of several the last would be sent by others, too. */
const LEASE = { limit: 1, ttlMs: 70_000 }
/** Then every hour, until its time is over. */
const WAITS_MS = [15_000, 60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000]
const LAST_WAIT_MS = 60 * 60_000

/**
 * Sends the next that is due, of whatever workspace; false where none is. A worker that dies in between leaves a lease behind
 * that ends: the mail may then go out twice, with the same message id, and never not at all.
 */
export async function sendDueMail(
  db: Database,
  port: MailPort,
  onChange: (mail: LeasedMail, outcome: MailOutcome) => void = () => undefined,
): Promise<boolean> {
  const [mail] = await leaseSystemMail(db, LEASE)
  if (mail === undefined) return false
  const outcome = await port.send({ ...mail, text: mail.text ?? '', html: mail.html ?? '' })
  await finishSystemMail(db, {
    id: mail.id,
    tries: mail.tries,
    sent: outcome.ok,
    error: outcome.ok ? null : outcome.reason.slice(0, 500),
    againMs: outcome.ok || !outcome.again ? null : waitMs(mail.tries),
  })
  onChange(mail, outcome)
  return true
}

const waitMs = (tries: number): number => WAITS_MS[tries - 1] ?? LAST_WAIT_MS
