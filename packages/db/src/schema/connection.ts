import type { Json } from '@patchbay/flow/json'
import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, workspaceId } from './columns.ts'

export type ConnectionState = 'untested' | 'working' | 'needs_attention'

export const connection = pgTable(
  'connection',
  {
    id: id(),
    workspaceId: workspaceId(),
    connector: text('connector').notNull(),
    name: text('name').notNull(),
    environment: text('environment').$type<'live' | 'sandbox'>().notNull(),
    /** Replaces the connector's own base URL; sandbox connections only. */
    origin: text('origin'),
    settings: jsonb('settings').$type<Record<string, Json>>().notNull().default({}),
    secretId: uuid('secret_id'),
    state: text('state').$type<ConnectionState>().notNull().default('untested'),
    stateReason: text('state_reason'),
    stateSince: moment('state_since').notNull().defaultNow(),
    account: text('account'),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
  },
  (t) => [index('connection_workspace').on(t.workspaceId, t.connector)],
)
