import { integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { bytea, workspaceId } from './columns.ts'

/** A piece of a blob that lies in PostgreSQL: read and written one by one, never as one huge value. */
export const blobChunk = pgTable(
  'blob_chunk',
  {
    blobId: uuid('blob_id').notNull(),
    workspaceId: workspaceId(),
    number: integer('number').notNull(),
    data: bytea('data').notNull(),
  },
  (t) => [primaryKey({ columns: [t.blobId, t.number] })],
)
