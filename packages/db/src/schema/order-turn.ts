import { bigint, index, pgTable, text } from 'drizzle-orm/pg-core'
import { moment, workspaceId } from './columns.ts'

/**
 * Order keys whose next run is to be found: one came in, ended or was opened again. Written by a database trigger of
 * `run`, so that nobody can forget it; a key may stand here several times, so that nobody waits for another to write it.
 */
export const orderTurn = pgTable(
  'order_turn',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: workspaceId(),
    orderKey: text('order_key').notNull(),
    dueAt: moment('due_at').notNull().defaultNow(),
  },
  (t) => [index('order_turn_due').on(t.dueAt, t.id)],
)
