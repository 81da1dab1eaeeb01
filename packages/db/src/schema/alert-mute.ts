import { pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, workspaceId } from './columns.ts'

/** A flow or a connection that nobody is told about: one person (`userId`), or everybody and every channel. */
export const alertMute = pgTable(
  'alert_mute',
  {
    id: id(),
    workspaceId: workspaceId(),
    subjectId: uuid('subject_id').notNull(),
    userId: uuid('user_id'),
    /** Null: until somebody lifts it. */
    until: moment('until'),
    mutedBy: text('muted_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique('alert_mute_once').on(t.workspaceId, t.subjectId, t.userId).nullsNotDistinct()],
)
