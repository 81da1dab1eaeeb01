import type { Effect } from '@patchbay/connector-sdk/manifest'
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'
import type { StepError, StepState } from './step-run.ts'

export type HistoryReason = 'edited' | 'supplied' | 'skipped' | 'done_again'

/** A step run as it stood before a person took it back: what was given and what came of it stay visible. */
export const stepHistory = pgTable(
  'step_history',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
    node: integer('node').notNull(),
    stepId: text('step_id').notNull(),
    iteration: text('iteration').notNull(),
    kind: text('kind').notNull(),
    effect: text('effect').$type<Effect>().notNull(),
    state: text('state').$type<StepState>().notNull(),
    port: text('port'),
    epoch: integer('epoch').notNull(),
    generation: integer('generation').notNull(),
    attempts: integer('attempts').notNull(),
    inputPayloadId: uuid('input_payload_id'),
    outputPayloadId: uuid('output_payload_id'),
    error: jsonb('error').$type<StepError>(),
    notes: jsonb('notes').$type<string[]>(),
    startedAt: moment('started_at').notNull(),
    finishedAt: moment('finished_at'),
    why: text('why').$type<HistoryReason>().notNull(),
    replacedAt: moment('replaced_at').notNull().defaultNow(),
    replacedBy: text('replaced_by').notNull(),
  },
  (t) => [index('step_history_run').on(t.runId)],
)
