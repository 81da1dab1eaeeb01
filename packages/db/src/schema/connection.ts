import type { Json } from '@patchbay/flow/json'
import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, workspaceId } from './columns.ts'

export type ConnectionState = 'untested' | 'working' | 'needs_attention'

/** Who may set it on steps, test with it and publish it. */
export type ConnectionAccess = { kind: 'workspace' } | { kind: 'chosen'; roles: string[]; userIds: string[] }

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
    /** How its credential came: typed in, or by signing in at the vendor. */
    method: text('method').$type<'key' | 'sign_in'>().notNull().default('key'),
    /** What the vendor granted at the sign-in; null where it was not by sign-in. */
    grantedScopes: text('granted_scopes').array(),
    access: jsonb('access').$type<ConnectionAccess>().notNull().default({ kind: 'workspace' }),
    /** Who is at renewing its tokens, and until when nobody else may. */
    renewalLease: uuid('renewal_lease'),
    renewalLeasedUntil: moment('renewal_leased_until'),
    renewedAt: moment('renewed_at'),
    /** When the credential ends for good unless a person renews it; null where the vendor does not say. */
    endsAt: moment('ends_at'),
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
