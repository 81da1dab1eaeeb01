import { integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { moment, workspaceId } from './columns.ts'

/** Calls of a connection by the hour: what the availability strip is drawn from. */
export const connectionHealth = pgTable(
  'connection_health',
  {
    workspaceId: workspaceId(),
    connectionId: uuid('connection_id').notNull(),
    hour: moment('hour').notNull(),
    calls: integer('calls').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    slow: integer('slow').notNull().default(0),
    totalMs: integer('total_ms').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.hour] })],
)
