import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, moment, safeJsonb, workspaceId } from './columns.ts'

/**
 * `applied` is written in the transaction that does the thing: never without it, never twice. `refused`: it could not
 * be done to this run, `error` says why.
 */
export type BulkItemState = 'queued' | 'taken' | 'applied' | 'refused' | 'stopped'

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
    error: text('error'),
    /** Of a preview: what would be sent. */
    preview: safeJsonb('preview').$type<Json>(),
  },
  (t) => [
    index('bulk_item_job').on(t.jobId, t.position),
    index('bulk_item_open').on(t.jobId).where(sql`state in ('queued', 'taken')`),
    index('bulk_item_run').on(t.runId),
  ],
)
