import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, workspaceId } from './columns.ts'

export type BlobPlace = 'postgres' | 's3'

/**
 * A value too large for a row of its own kind. Written before whatever refers to it, so that a reference is never empty;
 * one that nothing refers to after a day is swept, with what it stored.
 */
export const blob = pgTable(
  'blob',
  {
    id: id(),
    workspaceId: workspaceId(),
    place: text('place').$type<BlobPlace>().notNull(),
    bytes: integer('bytes').notNull(),
    /** Of the bytes as they are read: what comes back is checked against it. */
    sha256: bytea('sha256').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('blob_age').on(t.createdAt)],
)
