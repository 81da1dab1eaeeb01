import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, moment, workspaceId } from './columns.ts'

/**
 * An event that runs may wait for, kept from its arrival on: a run that comes to its step later finds it here. It is
 * never used up, so one event serves every run that waits for it.
 */
export const awaitedEvent = pgTable(
  'awaited_event',
  {
    id: id(),
    workspaceId: workspaceId(),
    /** The `wait` trigger that heard it. */
    triggerId: uuid('trigger_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    /** Of the value by which a run finds its event. */
    keyHash: bytea('key_hash').notNull(),
    payloadId: uuid('payload_id').notNull(),
    /** "Order #10482". */
    subject: text('subject'),
    /** When the event was accepted into the inbox, not when it was unpacked. */
    receivedAt: moment('received_at').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('awaited_event_key').on(t.triggerId, t.keyHash, t.receivedAt),
    index('awaited_event_age').on(t.receivedAt),
  ],
)
