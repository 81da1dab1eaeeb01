import type { JsonObject } from '@patchbay/flow/json'
import { bigint, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment, workspaceId } from './columns.ts'

/** One line of a step's log. */
export const stepLog = pgTable(
  'step_log',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
    attempt: integer('attempt').notNull(),
    at: moment('at').notNull(),
    level: text('level').$type<'debug' | 'info' | 'warn' | 'error'>().notNull(),
    message: text('message').notNull(),
    data: jsonb('data').$type<JsonObject>(),
  },
  (t) => [index('step_log_run').on(t.runId, t.id)],
)
