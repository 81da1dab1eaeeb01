import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, moment, safeJsonb, workspaceId } from './columns.ts'

/**
 * `applied` is written in the transaction that does the thing: never without it, never twice. `refused`: it could not
 * be done to this run, `error` says why.
 */
export type BulkItemState = 'queued' | 'taken' | 'applied' | 'refused' | 'stopped'

export type BulkOutcome = 'succeeded' | 'failed'

/** One run of a bulk job. */
export const bulkItem = pgTable(
  'bulk_item',
  {
    id: id(),
    workspaceId: workspaceId(),
    jobId: uuid('job_id').notNull(),
    position: integer('position').notNull(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id'),
    problemId: uuid('problem_id'),
    state: text('state').$type<BulkItemState>().notNull().default('queued'),
    /** A worker that took it has this long; then another may. */
    takenUntil: moment('taken_until'),
    /** How often a worker took it. */
    tries: integer('tries').notNull().default(0),
    appliedAt: moment('applied_at'),
    /** Its run is no longer under way, as far as the job's limit is concerned, or it was refused: no turn looks at it again. */
    through: boolean('through').notNull().default(false),
    /** How its run had ended by then, as counted in the job; null of one that was still open, or refused. */
    outcome: text('outcome').$type<BulkOutcome>(),
    error: text('error'),
    /** Of a preview: what would be sent. */
    preview: safeJsonb('preview').$type<Json>(),
  },
  (t) => [
    index('bulk_item_job').on(t.jobId, t.position),
    index('bulk_item_open').on(t.jobId, t.position).where(sql`state in ('queued', 'taken')`),
    // What a turn looks at, and what a person who looks at the job is told of beside its tallies.
    index('bulk_item_turn').on(t.jobId).where(sql`state in ('taken', 'applied', 'refused') and not through`),
    index('bulk_item_live').on(t.jobId, t.position).where(sql`state = 'applied' and outcome is null`),
    index('bulk_item_bad').on(t.jobId, t.position).where(sql`state = 'refused' or outcome = 'failed'`),
    index('bulk_item_run').on(t.runId),
  ],
)
