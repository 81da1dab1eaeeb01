import type { JsonObject } from '@patchbay/flow/json'
import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/** A change made by a person, or by a key that a person made. */
export const auditEntry = pgTable(
  'audit_entry',
  {
    id: id(),
    workspaceId: workspaceId(),
    at: moment('at').notNull().defaultNow(),
    actorKind: text('actor_kind').$type<'user' | 'api_key' | 'system'>().notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    /** Use case, as the permission matrix names it: `flow.publish`. */
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    detail: jsonb('detail').$type<JsonObject>().notNull().default({}),
  },
  (t) => [index('audit_entry_list').on(t.workspaceId, t.at)],
)
