import type { Database } from '@patchbay/db/database'
import { finishSystemMail, type LeasedMail, leaseSystemMail } from '@patchbay/db/mail-functions'
import type { MailPort } from '../ports/mail.ts'

const BATCH = 10
const LEASE_MS = 2 * 60_000
/** Then every hour, until its time is over. */
const WAITS_MS = [15_000, 60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000]
const LAST_WAIT_MS = 60 * 60_000

/**
 * Sends what is due, for all workspaces; the number of mails tried. A worker that dies in between leaves a lease behind
 * that ends: the mail may then go out twice, with the same message id, and never not at all.
 */
export async function sendDueMail(
  db: Database,
  port: MailPort,
  onChange: (mail: LeasedMail) => void = () => undefined,
): Promise<number> {
  const due = await leaseSystemMail(db, { limit: BATCH, ttlMs: LEASE_MS })
  for (const mail of due) {
    const outcome = await port.send({ ...mail, text: mail.text ?? '', html: mail.html ?? '' })
    await finishSystemMail(db, {
      id: mail.id,
      sent: outcome.ok,
      error: outcome.ok ? null : outcome.reason.slice(0, 500),
      againMs: outcome.ok || !outcome.again ? null : waitMs(mail.tries),
    })
    onChange(mail)
  }
  return due.length
}

const waitMs = (tries: number): number => WAITS_MS[tries - 1] ?? LAST_WAIT_MS
