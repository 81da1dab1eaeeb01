import { index, pgTable, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, moment, workspaceId } from './columns.ts'

/** One person's way to answer one question without signing in. The link itself is in the mail and nowhere else. */
export const approvalLink = pgTable(
  'approval_link',
  {
    id: id(),
    workspaceId: workspaceId(),
    approvalId: uuid('approval_id').notNull(),
    userId: uuid('user_id').notNull(),
    /** SHA-256 of what the link carries. */
    hash: bytea('hash').notNull(),
    expiresAt: moment('expires_at').notNull(),
    openedAt: moment('opened_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('approval_link_hash').on(t.hash), index('approval_link_approval').on(t.approvalId)],
)
