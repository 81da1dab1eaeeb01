import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'
import type { StepError } from './step-run.ts'

export type AttemptOutcome = 'succeeded' | 'failed' | 'unknown' | 'aborted'

/** One try of a step. Open (`outcome` null) while it goes on, or when its worker died under it. */
export const attempt = pgTable(
  'attempt',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
    number: integer('number').notNull(),
    generation: integer('generation').notNull(),
    epoch: integer('epoch').notNull(),
    startedAt: moment('started_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
    outcome: text('outcome').$type<AttemptOutcome>(),
    error: jsonb('error').$type<StepError>(),
  },
  (t) => [uniqueIndex('attempt_number').on(t.stepRunId, t.number), index('attempt_run').on(t.runId)],
)
