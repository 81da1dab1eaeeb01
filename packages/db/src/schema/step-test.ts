import type { Effect } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, safeJsonb, workspaceId } from './columns.ts'
import type { StepError } from './step-run.ts'

export type StepTestState = 'running' | 'succeeded' | 'failed' | 'skipped'
export type StepTestLine = { at: string; level: 'debug' | 'info' | 'warn' | 'error'; message: string; data: Json }

/**
 * One step in a test: what was sent and what came back. For a write the row is the intent too, committed before the
 * first byte goes out; a test tries once, so an open row means that nobody knows what became of it.
 */
export const stepTest = pgTable(
  'step_test',
  {
    id: id(),
    workspaceId: workspaceId(),
    testRunId: uuid('test_run_id').notNull(),
    flowId: uuid('flow_id').notNull(),
    stepId: text('step_id').notNull(),
    iteration: text('iteration').notNull().default(''),
    /** The step's kind; of an action `connector.action`. */
    kind: text('kind').notNull(),
    effect: text('effect').$type<Effect>().notNull().default('pure'),
    /** Of the step's settings when it was tested. */
    fingerprint: text('fingerprint').notNull(),
    state: text('state').$type<StepTestState>().notNull(),
    /** The jack it left through. */
    port: text('port'),
    input: safeJsonb('input').$type<Json>(),
    output: safeJsonb('output').$type<Json>(),
    error: jsonb('error').$type<StepError>(),
    notes: jsonb('notes').$type<string[]>(),
    log: safeJsonb('log').$type<StepTestLine[]>(),
    connectionId: uuid('connection_id'),
    environment: text('environment').$type<'live' | 'sandbox' | 'none'>().notNull(),
    idempotencyKey: text('idempotency_key'),
    sentAt: moment('sent_at'),
    tookMs: integer('took_ms'),
    requestedBy: text('requested_by').notNull(),
    startedAt: moment('started_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
  },
  (t) => [
    uniqueIndex('step_test_place').on(t.testRunId, t.stepId, t.iteration),
    index('step_test_latest').on(t.workspaceId, t.flowId, t.stepId, t.startedAt),
  ],
)
