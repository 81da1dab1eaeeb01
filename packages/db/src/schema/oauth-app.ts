import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment, workspaceId } from './columns.ts'

/** A workspace's app at a vendor: what people of the workspace sign in through. */
export const oauthApp = pgTable(
  'oauth_app',
  {
    workspaceId: workspaceId(),
    connector: text('connector').notNull(),
    clientId: text('client_id').notNull(),
    /** The client's secret, in the vault. */
    secretId: uuid('secret_id').notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.connector] })],
)
