import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, workspaceId } from './columns.ts'

/**
 * The keys that stop doubles, kept for 180 days. `delivery`: the vendor's delivery id at a source and trigger; `item`:
 * the trigger's own key of an item (entity + version + topic). Their scope is the trigger. `request`: the key that a
 * caller of the API gave a request, followed by the hash of what was asked for; its scope is who asked.
 */
export const eventKey = pgTable(
  'event_key',
  {
    workspaceId: workspaceId(),
    scope: uuid('scope').notNull(),
    kind: text('kind').$type<'delivery' | 'item' | 'request'>().notNull(),
    key: bytea('key').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.kind, t.key] }), index('event_key_age').on(t.createdAt)],
)
