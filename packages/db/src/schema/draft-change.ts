import type { Operation } from '@patchbay/flow/operations'
import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment, workspaceId } from './columns.ts'

/**
 * One change of a draft, in the transaction of the draft itself: what an editor that is behind catches up with, and what
 * a conflict shows. The newest few hundred of a flow are kept; who made what is still unpublished stands in
 * `draft_author`.
 */
export const draftChange = pgTable(
  'draft_change',
  {
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    /** The draft's revision after it. */
    revision: integer('revision').notNull(),
    /** What the editor that made it calls it, so that it knows its own when the answer was lost. Null: not by an editor. */
    batchId: uuid('batch_id'),
    authorKind: text('author_kind').$type<'user' | 'api_key'>().notNull(),
    authorId: text('author_id').notNull(),
    authorName: text('author_name').notNull(),
    at: moment('at').notNull().defaultNow(),
    operation: jsonb('operation').$type<Operation>().notNull(),
    /** What takes it back on the draft it was applied to. */
    inverse: jsonb('inverse').$type<Operation>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.flowId, t.revision] })],
)
