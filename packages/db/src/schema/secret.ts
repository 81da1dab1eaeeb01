import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, moment, workspaceId } from './columns.ts'

/** Envelope encryption: a data key of its own, wrapped by the master key of `keyVersion`. Read by `vault` only. */
export const secret = pgTable('secret', {
  id: id(),
  workspaceId: workspaceId(),
  keyVersion: integer('key_version').notNull(),
  wrappedKey: bytea('wrapped_key').notNull(),
  ciphertext: bytea('ciphertext').notNull(),
  /** Hosts the credential may go to; a request elsewhere never carries it. */
  hosts: text('hosts').array().notNull(),
  /** Last characters, for "ends in …k9f2". */
  hint: text('hint'),
  /** Of an access token; null where it does not end, or nobody knows. */
  expiresAt: moment('expires_at'),
  /** Renewed by another: kept for a few minutes, for those who have just read where it is. */
  supersededAt: moment('superseded_at'),
  createdAt: createdAt(),
})
