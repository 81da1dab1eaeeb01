import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/** `mending`: somebody has done something about it, and its run goes on. */
export const problemStates = ['open', 'mending', 'resolved', 'dismissed'] as const
export type ProblemState = (typeof problemStates)[number]

/**
 * What ended or settled it. `retried` its run went on and got through, `edited`, `supplied`, `skipped` the same after a
 * person's hand, `later_run` a later run of the same order or event succeeded, `mended` what held it is gone, `ended`
 * its run ended some other way, `cancelled`, `dismissed`.
 */
export type ProblemHow =
  | 'retried'
  | 'edited'
  | 'supplied'
  | 'skipped'
  | 'later_run'
  | 'mended'
  | 'ended'
  | 'cancelled'
  | 'dismissed'

/**
 * A step that stopped its run: failed for good, or held. Raised and resolved by triggers on `run` and `step_run`, so no
 * way to end a run can forget it. Holds no words of a vendor: those stand at the step run, where erasure finds them.
 */
export const problem = pgTable(
  'problem',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    /** Null where the run ended without a step of its own: never started, or its worker died each time. */
    stepRunId: uuid('step_run_id'),
    flowId: uuid('flow_id').notNull(),
    stepId: text('step_id'),
    kind: text('kind').$type<'failed' | 'held'>().notNull(),
    /** What such problems share: connector, code, field, flow and step; of a refused credential the connection alone. */
    cause: text('cause').notNull(),
    connector: text('connector'),
    code: text('code').notNull(),
    field: text('field'),
    connectionId: uuid('connection_id'),
    /** Of its run: what a later run of the same is told by. */
    orderKey: text('order_key'),
    acceptedAt: moment('accepted_at').notNull(),
    state: text('state').$type<ProblemState>().notNull().default('open'),
    openedAt: moment('opened_at').notNull().defaultNow(),
    lastAt: moment('last_at').notNull().defaultNow(),
    /** How often it came back after somebody had tried. */
    times: integer('times').notNull().default(1),
    settledAt: moment('settled_at'),
    settledBy: text('settled_by'),
    how: text('how').$type<ProblemHow>(),
    /** The run that made it needless. */
    settledByRun: uuid('settled_by_run'),
    note: text('note'),
  },
  (t) => [
    uniqueIndex('problem_open').on(t.runId).where(sql`state in ('open', 'mending') and step_run_id is null`),
    uniqueIndex('problem_open_step').on(t.stepRunId).where(sql`state in ('open', 'mending')`),
    index('problem_run').on(t.runId),
    index('problem_cause').on(t.workspaceId, t.state, t.cause),
    index('problem_order').on(t.flowId, t.orderKey).where(sql`state = 'open' and order_key is not null`),
    index('problem_settled').on(t.workspaceId, t.settledAt).where(sql`settled_at is not null`),
  ],
)
