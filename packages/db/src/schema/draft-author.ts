import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment, workspaceId } from './columns.ts'

/**
 * Who changed a part of a draft last since it was last published: a row a part, so it grows with the flow and not with
 * the work on it. Parts are named as `@patchbay/flow/changes` names them.
 */
export const draftAuthor = pgTable(
  'draft_author',
  {
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    part: text('part').notNull(),
    authorKind: text('author_kind').$type<'user' | 'api_key'>().notNull(),
    authorId: text('author_id').notNull(),
    authorName: text('author_name').notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.flowId, t.part] })],
)
