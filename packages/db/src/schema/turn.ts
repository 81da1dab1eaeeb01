import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/**
 * When what one worker does for all is next due. Of no workspace, and of nobody's data: only `take_turn` reads and writes
 * it.
 */
export const turn = pgTable('turn', { name: text('name').primaryKey(), dueAt: moment('due_at').notNull() })
