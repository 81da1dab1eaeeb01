import type { FlowDocument } from '@patchbay/flow/document'
import { boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, workspaceId } from './columns.ts'

export const flow = pgTable(
  'flow',
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text('name').notNull(),
    folder: text('folder'),
    draft: jsonb('draft').$type<FlowDocument>().notNull(),
    /** Rises with every change of the draft; a writer names the one it read. */
    draftRevision: integer('draft_revision').notNull().default(1),
    /** The version that gets new events. */
    liveVersionId: uuid('live_version_id'),
    enabled: boolean('enabled').notNull().default(false),
    switchReason: text('switch_reason'),
    switchedBy: text('switched_by'),
    switchedAt: moment('switched_at'),
    /** What becomes of new events while it is off; null while it is on. */
    newEvents: text('new_events').$type<'hold' | 'refuse'>(),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    archivedAt: moment('archived_at'),
  },
  (t) => [index('flow_workspace').on(t.workspaceId, t.name)],
)
