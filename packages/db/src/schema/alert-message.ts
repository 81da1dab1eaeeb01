import type { JsonObject } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, safeJsonb, workspaceId } from './columns.ts'

/** What goes to a channel: written with the notice, sent by the worker, tried again until `expiresAt`. */
export const alertMessage = pgTable(
  'alert_message',
  {
    id: id(),
    workspaceId: workspaceId(),
    channelId: uuid('channel_id').notNull(),
    /** None for a message that somebody sends to try the channel. */
    alertId: uuid('alert_id'),
    /** Which notice of the alert. */
    notice: integer('notice').notNull(),
    /** Safe: a vendor's words in it are cut where a message ends, within a letter too. */
    body: safeJsonb('body').$type<JsonObject>().notNull(),
    state: text('state').$type<'queued' | 'sent' | 'failed'>().notNull().default('queued'),
    tries: integer('tries').notNull().default(0),
    lastError: text('last_error'),
    dueAt: moment('due_at').notNull().defaultNow(),
    leasedUntil: moment('leased_until'),
    expiresAt: moment('expires_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('alert_message_once').on(t.channelId, t.alertId, t.notice),
    index('alert_message_due').on(t.dueAt).where(sql`state = 'queued'`),
  ],
)
