import type { Json } from '@patchbay/flow/json'
import type { Plan } from '@patchbay/flow/plan'
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, safeJsonb, workspaceId } from './columns.ts'

/** `preview` resolves a step's input and sends nothing; `step` runs one step; `here` all up to one; `flow` the whole draft. */
export type TestKind = 'preview' | 'step' | 'here' | 'flow'
export type TestState = 'queued' | 'running' | 'succeeded' | 'failed'

/** All the worker needs. It holds customers' data, so it is emptied when the test ends. */
export type TestWork = {
  plan: Plan
  /** Node of the one step, for `preview` and `step`; the step to get to for `here`. */
  target: number | null
  item: Json
  /** By step id: what earlier steps gave. */
  outputs: Record<string, Json>
  /** Edited by the person, in place of what the mappings give. */
  input: Json | null
  /** By step id, so that a result tells whether it is of the step as it stands. */
  fingerprints: Record<string, string>
}

/** A draft tried by a person, in whole or in part. */
export const testRun = pgTable(
  'test_run',
  {
    id: id(),
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    kind: text('kind').$type<TestKind>().notNull(),
    stepId: text('step_id'),
    revision: integer('revision').notNull(),
    sampleLabel: text('sample_label').notNull(),
    environment: text('environment').$type<'live' | 'sandbox' | 'none'>().notNull(),
    work: safeJsonb('work').$type<TestWork>(),
    /** What a preview came to; read once. */
    preview: safeJsonb('preview').$type<Json>(),
    state: text('state').$type<TestState>().notNull().default('queued'),
    /** Why it failed, or did not get where it was to go, in words. */
    reason: text('reason'),
    failedStepId: text('failed_step_id'),
    notes: jsonb('notes').$type<string[]>(),
    requestedBy: text('requested_by').notNull(),
    createdAt: createdAt(),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
  },
  (t) => [index('test_run_flow').on(t.workspaceId, t.flowId, t.createdAt), index('test_run_age').on(t.createdAt)],
)
