import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { bytea, createdAt, id, moment, workspaceId } from './columns.ts'

export type EventWaitState = 'open' | 'matched' | 'timed_out' | 'withdrawn'

/** A run's step that waits for its event. */
export const eventWait = pgTable(
  'event_wait',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
    node: integer('node').notNull(),
    iteration: text('iteration').notNull(),
    triggerId: uuid('trigger_id').notNull(),
    keyHash: bytea('key_hash').notNull(),
    /** The value itself, for the person who looks at the run. */
    keyText: text('key_text').notNull(),
    /** Events from then on count. */
    since: moment('since').notNull(),
    deadlineAt: moment('deadline_at').notNull(),
    state: text('state').$type<EventWaitState>().notNull().default('open'),
    awaitedEventId: uuid('awaited_event_id'),
    settledAt: moment('settled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('event_wait_step').on(t.stepRunId),
    index('event_wait_open').on(t.triggerId, t.keyHash).where(sql`state = 'open'`),
    index('event_wait_run').on(t.runId),
  ],
)
