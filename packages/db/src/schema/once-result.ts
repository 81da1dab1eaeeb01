import type { Json } from '@patchbay/flow/json'
import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, safeJsonb, workspaceId } from './columns.ts'

/** Checkpoint of one call inside an action that makes several. */
export const onceResult = pgTable(
  'once_result',
  {
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
    generation: integer('generation').notNull(),
    name: text('name').notNull(),
    result: safeJsonb('result').$type<Json>(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.stepRunId, t.generation, t.name] })],
)
