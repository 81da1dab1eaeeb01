import { sql } from 'drizzle-orm'
import { index, integer, numeric, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/** One item of a delivery in a gather; what it said only until the gather is closed. */
export const gatherItem = pgTable(
  'gather_item',
  {
    id: id(),
    workspaceId: workspaceId(),
    gatherId: uuid('gather_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    itemIndex: integer('item_index').notNull(),
    receivedAt: moment('received_at').notNull(),
    payloadId: uuid('payload_id'),
    subject: text('subject'),
    searchText: text('search_text').notNull().default(''),
    /** By which its run would have gone in order: `run.order_key`. */
    orderKey: text('order_key'),
    entity: text('entity'),
    entityVersion: numeric('entity_version'),
  },
  (t) => [
    index('gather_item_gather').on(t.gatherId, t.receivedAt, t.deliveryId, t.itemIndex),
    index('gather_item_delivery').on(t.deliveryId),
    // What is still gathered of one order.
    index('gather_item_order')
      .on(t.workspaceId, t.orderKey, t.gatherId)
      .where(sql`payload_id is not null and order_key is not null`),
  ],
)
