import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { AlertKind } from './alert.ts'
import { moment, workspaceId } from './columns.ts'

/** What one person wants mail about. Who chose nothing gets what their role gives. */
export const alertSetting = pgTable(
  'alert_setting',
  {
    workspaceId: workspaceId(),
    userId: uuid('user_id').notNull(),
    mail: text('mail').array().$type<AlertKind[]>().notNull(),
    /** No mail until then. */
    mutedUntil: moment('muted_until'),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] })],
)
