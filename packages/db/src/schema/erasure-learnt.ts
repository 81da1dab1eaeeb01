import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { workspaceId } from './columns.ts'

/**
 * What runs tell of a person besides whom an erasure is about, as their name and street. It is looked for in all runs that
 * go back to the same one, by calls or by being done again. Forgotten with the end of the work.
 */
export const erasureLearnt = pgTable(
  'erasure_learnt',
  {
    workspaceId: workspaceId(),
    erasureId: uuid('erasure_id').notNull(),
    rootRunId: uuid('root_run_id').notNull(),
    words: text('words').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.erasureId, t.rootRunId] })],
)
