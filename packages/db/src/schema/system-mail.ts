import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment } from './columns.ts'

export type SystemMailState = 'queued' | 'sent' | 'failed'

/**
 * Mail that Patchbay itself sends: written in the transaction of what it tells of, sent by the worker, tried again until
 * `expiresAt`. What it says is forgotten once it is sent or given up: links in it open doors.
 */
export const systemMail = pgTable(
  'system_mail',
  {
    id: id(),
    /** None for mail to a person who belongs to no workspace. */
    workspaceId: uuid('workspace_id'),
    /** What it is, for lists and limits: `invite`, `password_reset`, `alert` … */
    kind: text('kind').notNull(),
    /** The same mail is queued once, however often it is asked for. */
    dedupeKey: text('dedupe_key').notNull(),
    to: text('to').notNull(),
    subject: text('subject').notNull(),
    text: text('text'),
    html: text('html'),
    state: text('state').$type<SystemMailState>().notNull().default('queued'),
    tries: integer('tries').notNull().default(0),
    /** What the mail server said last. */
    lastError: text('last_error'),
    dueAt: moment('due_at').notNull().defaultNow(),
    leasedUntil: moment('leased_until'),
    expiresAt: moment('expires_at').notNull(),
    sentAt: moment('sent_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('system_mail_once').on(t.workspaceId, t.dedupeKey).nullsNotDistinct(),
    index('system_mail_due').on(t.dueAt).where(sql`state = 'queued'`),
  ],
)
