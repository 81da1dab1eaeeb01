import type { FlowDocument } from '@patchbay/flow/document'
import { integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/** An immutable published snapshot of a flow. */
export const flowVersion = pgTable(
  'flow_version',
  {
    id: id(),
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    number: integer('number').notNull(),
    document: jsonb('document').$type<FlowDocument>().notNull(),
    planHash: text('plan_hash').notNull(),
    note: text('note'),
    publishedBy: text('published_by').notNull(),
    publishedAt: moment('published_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('flow_version_number').on(t.flowId, t.number)],
)
