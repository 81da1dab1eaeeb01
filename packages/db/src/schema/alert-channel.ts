import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { AlertKind } from './alert.ts'
import { createdAt, id, moment, workspaceId } from './columns.ts'

/** Where alerts of a workspace go besides mail. The address is a secret: whoever knows it can write there. */
export const alertChannel = pgTable('alert_channel', {
  id: id(),
  workspaceId: workspaceId(),
  kind: text('kind').$type<'slack' | 'webhook'>().notNull(),
  name: text('name').notNull(),
  /** Host of the address, to tell channels apart. */
  host: text('host').notNull(),
  secretId: uuid('secret_id').notNull(),
  alerts: text('alerts').array().$type<AlertKind[]>().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: createdAt(),
  lastSentAt: moment('last_sent_at'),
  /** What went wrong last; null once something went through again. */
  lastError: text('last_error'),
})
