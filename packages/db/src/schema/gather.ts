import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/** Events that become one run: open while more may join, closed with the run that they became. */
export const gather = pgTable(
  'gather',
  {
    id: id(),
    workspaceId: workspaceId(),
    triggerId: uuid('trigger_id').notNull(),
    /** The version that was live when it was opened, and runs it. */
    versionId: uuid('version_id').notNull(),
    kind: text('kind').$type<'debounce' | 'batch'>().notNull(),
    key: text('key').notNull(),
    state: text('state').$type<'open' | 'closed'>().notNull().default('open'),
    items: integer('items').notNull().default(0),
    /** Of all its items, as JSON text. */
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    /** When its first and its newest event came in. */
    firstAt: moment('first_at').notNull(),
    lastAt: moment('last_at').notNull(),
    /** It closes when every event that came in until then has been unpacked. */
    dueAt: moment('due_at').notNull(),
    closedAt: moment('closed_at'),
    runId: uuid('run_id'),
  },
  (t) => [
    uniqueIndex('gather_open').on(t.triggerId, t.versionId, t.key).where(sql`state = 'open'`),
    index('gather_due').on(t.dueAt).where(sql`state = 'open'`),
    index('gather_age').on(t.closedAt).where(sql`state = 'closed'`),
  ],
)
