import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { systemMail } from '@patchbay/db/schema'
import { sql } from 'drizzle-orm'

export type SystemMail = {
  workspaceId: string
  to: string
  subject: string
  text: string
  html: string
  /** What it is: `invite`, `alert` … */
  kind: string
  /** Queued once a workspace, however often it is asked for. */
  dedupeKey: string
  /** Tried again until then. */
  ttlMs?: number
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Queues mail in the transaction of what it tells of: if that stands, the mail goes out, however long the mail server is
 * away. The worker sends it; call `ctx.notify('patchbay_inbox', 'mail')` after the commit to have it sent at once.
 */
export async function queueMail(tx: Queries, { ttlMs = DAY_MS, ...mail }: SystemMail): Promise<{ id: string }> {
  const [queued] = await tx
    .insert(systemMail)
    .values({
      ...mail,
      id: newId(),
      subject: oneLine(mail.subject),
      expiresAt: sql`now() + ${ttlMs} * interval '1 ms'`,
    })
    .onConflictDoUpdate({
      target: [systemMail.workspaceId, systemMail.dedupeKey],
      set: { kind: sql`excluded.kind` },
    })
    .returning({ id: systemMail.id })
  if (queued === undefined) throw new Error('a mail that was queued has no row')
  return queued
}

/** A name that somebody chose must not bring a second header line along. */
export const oneLine = (subject: string): string => subject.replace(/\s+/g, ' ').trim().slice(0, 200).toWellFormed()
