import type { Json } from '@patchbay/flow/json'
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, moment, workspaceId } from './columns.ts'

/**
 * A sign-in at a vendor that was begun and has not come back. The state itself is kept nowhere: it comes back with the
 * answer, and counts once, for this person in this browser.
 */
export const signInAttempt = pgTable(
  'sign_in_attempt',
  {
    id: id(),
    workspaceId: workspaceId(),
    /** SHA-256 of the state. */
    stateHash: bytea('state_hash').notNull(),
    /** SHA-256 of the browser's cookie; null until it has been sent to the vendor. */
    browserHash: bytea('browser_hash'),
    userId: uuid('user_id').notNull(),
    connector: text('connector').notNull(),
    name: text('name').notNull(),
    /** The connection that is signed in anew; null for a new one. */
    connectionId: uuid('connection_id'),
    settings: jsonb('settings').$type<Record<string, Json>>().notNull(),
    scopes: text('scopes').array().notNull(),
    clientId: text('client_id').notNull(),
    redirectUri: text('redirect_uri').notNull(),
    /** The page to come back to; null for a window of its own, which closes. */
    returnTo: text('return_to'),
    createdAt: createdAt(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (t) => [uniqueIndex('sign_in_attempt_state').on(t.stateHash), index('sign_in_attempt_age').on(t.expiresAt)],
)
