import { sql } from 'drizzle-orm'
import { boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

export type DeliveryState = 'accepted' | 'expanded' | 'ignored' | 'duplicate' | 'refused' | 'dead'
export type DeliveryOrigin = 'event' | 'webhook' | 'schedule' | 'manual' | 'api' | 'replay' | 'call'

/** One event accepted into the inbox (or told why not), per trigger that it is for. */
export const delivery = pgTable(
  'delivery',
  {
    id: id(),
    workspaceId: workspaceId(),
    sourceId: uuid('source_id'),
    triggerId: uuid('trigger_id'),
    flowId: uuid('flow_id'),
    origin: text('origin').$type<DeliveryOrigin>().notNull(),
    /** The vendor's own id of the delivery: the first of the two keys. */
    vendorId: text('vendor_id'),
    topic: text('topic'),
    /** Headers that parsing or a person needs; never a signature or a credential. */
    headers: jsonb('headers').$type<Record<string, string>>().notNull().default({}),
    state: text('state').$type<DeliveryState>().notNull(),
    reasonCode: text('reason_code'),
    reason: text('reason'),
    duplicateOf: uuid('duplicate_of'),
    replayOf: uuid('replay_of'),
    /** A replay of one item of an event that held several. */
    onlyItem: integer('only_item'),
    payloadId: uuid('payload_id'),
    bytes: integer('bytes').notNull().default(0),
    /** False where only the worker can check the vendor's signature. */
    verified: boolean('verified').notNull().default(true),
    scheduledFor: moment('scheduled_for'),
    requestedBy: text('requested_by'),
    receivedAt: moment('received_at').notNull().defaultNow(),
    dueAt: moment('due_at').notNull().defaultNow(),
    leaseId: uuid('lease_id'),
    leasedUntil: moment('leased_until'),
    leaseCount: integer('lease_count').notNull().default(0),
    /** How often unpacking it failed without ending its worker. */
    failures: integer('failures').notNull().default(0),
    expandedAt: moment('expanded_at'),
    items: integer('items').notNull().default(0),
  },
  (t) => [
    index('delivery_due').on(t.workspaceId, t.triggerId, t.dueAt, t.id).where(sql`state = 'accepted'`),
    index('delivery_again').on(t.dueAt).where(sql`state = 'accepted' and lease_count >= 2`),
    // What runs in order wait for: an event that came before and is not unpacked. What is held is not waited for.
    index('delivery_waiting')
      .on(t.triggerId, t.receivedAt, t.id)
      .where(sql`state = 'accepted' and reason_code is distinct from 'held'`),
    index('delivery_list').on(t.workspaceId, t.receivedAt),
    index('delivery_flow').on(t.flowId, t.receivedAt),
    index('delivery_payload').on(t.payloadId),
  ],
)
