import type { Json } from '@patchbay/flow/json'
import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
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
    json: safeJsonb('json').$type<Json>(),
    bytes: integer('bytes').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('payload_age').on(t.workspaceId, t.createdAt)],
)
