import type { Json } from '@patchbay/flow/json'
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, safeJsonb, workspaceId } from './columns.ts'

export type LookupQuestion = {
  connector: string
  lookup: string
  params: Record<string, Json>
  search: string
  cursor: string | null
}

export type LookupAnswerBody =
  | { ok: true; options: { value: string; label: string; hint?: string }[]; nextCursor: string | null }
  | { ok: false; message: string }

/** What a drop-down asked a vendor, and what it was told: the worker's way to answer web, and good for a minute again. */
export const lookupAnswer = pgTable(
  'lookup_answer',
  {
    id: id(),
    workspaceId: workspaceId(),
    connectionId: uuid('connection_id').notNull(),
    /** Hash of connection and question. */
    key: text('key').notNull(),
    question: jsonb('question').$type<LookupQuestion>().notNull(),
    answer: safeJsonb('answer').$type<LookupAnswerBody>(),
    createdAt: createdAt(),
    answeredAt: moment('answered_at'),
  },
  (t) => [uniqueIndex('lookup_answer_key').on(t.workspaceId, t.key), index('lookup_answer_age').on(t.createdAt)],
)
