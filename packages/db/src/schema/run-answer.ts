import type { Json } from '@patchbay/flow/json'
import { integer, pgTable, uuid } from 'drizzle-orm/pg-core'
import { createdAt, safeJsonb, workspaceId } from './columns.ts'

/** What a flow answered the caller of its webhook: the same delivery again gets the same. */
export const runAnswer = pgTable('run_answer', {
  deliveryId: uuid('delivery_id').primaryKey(),
  workspaceId: workspaceId(),
  runId: uuid('run_id').notNull(),
  status: integer('status').notNull(),
  body: safeJsonb('body').$type<Json>(),
  createdAt: createdAt(),
})
