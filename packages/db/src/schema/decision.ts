import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, safeJsonb, workspaceId } from './columns.ts'

/** `done`: it went through, with this answer. `again`: it did not, send it again under a new generation. */
export type Verdict = 'done' | 'again'

/**
 * `unknown`: a write whose outcome nobody knows. `failed`: a step that failed for good and whose author wants to be
 * asked. `undo`: an undo that did not go through (its step run is the undo's own, `needs_attention`), or a write that
 * has none (its step run is the write's, and stays `succeeded`: only `release_requested_at` is set).
 */
export type DecisionKind = 'unknown' | 'failed' | 'undo'

/** Put before a person. */
export const decision = pgTable(
  'decision',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
    kind: text('kind').$type<DecisionKind>().notNull().default('unknown'),
    state: text('state').$type<'open' | 'decided' | 'withdrawn'>().notNull().default('open'),
    /** What happened, in a sentence. */
    question: text('question').notNull(),
    askedAt: moment('asked_at').notNull().defaultNow(),
    decidedAt: moment('decided_at'),
    decidedBy: text('decided_by'),
    verdict: text('verdict').$type<Verdict>(),
    answer: safeJsonb('answer').$type<Json>(),
    note: text('note'),
  },
  (t) => [
    index('decision_open').on(t.workspaceId, t.askedAt),
    index('decision_run').on(t.runId),
    uniqueIndex('decision_step').on(t.stepRunId).where(sql`state = 'open'`),
  ],
)
