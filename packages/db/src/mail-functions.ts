import { call } from './call.ts'
import type { Database } from './database.ts'

export type PersonMail = {
  id: string
  /** Whose mail room shows it where there is no mail server. */
  workspaceId: string | null
  kind: string
  /** The same key is queued once. */
  dedupeKey: string
  to: string
  subject: string
  text: string
  html: string
  /** Then it is given up. */
  ttlMs: number
}

/** Queues mail to a person, signed in or not; the id is the earlier one's when it had been queued before. */
export async function queuePersonMail(db: Database, mail: PersonMail): Promise<string> {
  const rows = await call<{ id: string }>(db, 'SELECT queue_person_mail($1, $2, $3, $4, $5, $6, $7, $8, $9) AS id', [
    mail.id,
    mail.workspaceId,
    mail.kind,
    mail.dedupeKey,
    mail.to,
    mail.subject,
    mail.text,
    mail.html,
    mail.ttlMs,
  ])
  return rows[0]?.id ?? mail.id
}

export type LeasedMail = {
  id: string
  workspaceId: string | null
  kind: string
  to: string
  subject: string
  text: string | null
  html: string | null
  /** This one included. */
  tries: number
  expiresAt: Date
}

export async function leaseSystemMail(db: Database, lease: { limit: number; ttlMs: number }): Promise<LeasedMail[]> {
  return call<LeasedMail>(
    db,
    `SELECT id, workspace_id AS "workspaceId", kind, recipient AS "to", subject, body_text AS "text",
            body_html AS "html", tries, expires_at AS "expiresAt" FROM lease_system_mail($1, $2)`,
    [lease.limit, lease.ttlMs],
  )
}

/**
 * `tries`: as it was leased. A failure is noted for that try only: whoever leased it since is at it. `againMs` null after a
 * failure: it is given up.
 */
export async function finishSystemMail(
  db: Database,
  outcome: { id: string; tries: number; sent: boolean; error: string | null; againMs: number | null },
): Promise<void> {
  await call(db, 'SELECT finish_system_mail($1, $2, $3, $4, $5)', [
    outcome.id,
    outcome.tries,
    outcome.sent,
    outcome.error,
    outcome.againMs,
  ])
}

/** Rows removed; call again while it is not zero. */
export async function purgeSystemMail(db: Database, limits: { days: number; batch: number }): Promise<number> {
  const rows = await call<{ removed: number }>(db, 'SELECT purge_system_mail($1, $2) AS removed', [
    limits.days,
    limits.batch,
  ])
  return rows[0]?.removed ?? 0
}
