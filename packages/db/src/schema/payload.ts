import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, safeJsonb, workspaceId } from './columns.ts'

export type PayloadKind = 'event' | 'item' | 'input' | 'output'

/** What was said, apart from the rows that say it was: events as raw bytes, everything else as JSON. */
export const payload = pgTable(
  'payload',
  {
    id: id(),
    workspaceId: workspaceId(),
    kind: text('kind').$type<PayloadKind>().notNull(),
    raw: bytea('raw'),
    /** Null where it is too large for a row and lies in a blob. */
    json: safeJsonb('json').$type<Json>(),
    /** Where the whole lies, as JSON text in UTF-8. */
    blobId: uuid('blob_id'),
    /** Of a blob: its top, cut to what a page shows. */
    preview: safeJsonb('preview').$type<Json>(),
    bytes: integer('bytes').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('payload_age').on(t.workspaceId, t.createdAt),
    index('payload_blob').on(t.blobId).where(sql`blob_id is not null`),
  ],
)
