import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, safeJsonb, workspaceId } from './columns.ts'

/** `done`: it went through, with this answer. `again`: it did not, send it again under a new generation. */
export type Verdict = 'done' | 'again'

/** A write whose outcome nobody knows, put before a person. */
export const decision = pgTable(
  'decision',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
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
    uniqueIndex('decision_step').on(t.stepRunId).where(sql`state = 'open'`),
  ],
)
