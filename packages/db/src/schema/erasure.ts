import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/**
 * `counting`: looks where the person is. `counted`: waits for a person's word. `erasing`. `waiting`: of runs that are
 * still open nothing is removed; it goes on when they have ended. `stopped`: a person thought better of it.
 */
export type ErasureState = 'counting' | 'counted' | 'erasing' | 'waiting' | 'done' | 'stopped'

/** Rows by table. */
export type ErasureCounts = Record<string, number>

/** Where the work stands: which pass over which table, and the last row that is done. */
export type ErasurePosition = { pass: number; after: string | null }

/** A person's data taken out of a workspace: asked by a person, worked off in batches by the worker. */
export const erasure = pgTable(
  'erasure',
  {
    id: id(),
    workspaceId: workspaceId(),
    kind: text('kind').$type<'email' | 'id'>().notNull(),
    /** Whom to look for; forgotten with the end of the work. */
    value: text('value'),
    /** SHA-256 of workspace and value, shortened: tells two requests for the same person, and nobody who it was. */
    fingerprint: text('fingerprint').notNull(),
    state: text('state').$type<ErasureState>().notNull().default('counting'),
    position: jsonb('position').$type<ErasurePosition>().notNull().default({ pass: 0, after: null }),
    /** What was found before anything was changed, and what has been erased so far. */
    found: jsonb('found').$type<ErasureCounts>().notNull().default({}),
    erased: jsonb('erased').$type<ErasureCounts>().notNull().default({}),
    /** Places that only a person can change: flows and settings that name them. */
    mentions: jsonb('mentions').$type<ErasureCounts>().notNull().default({}),
    /** Runs and events that were still under way when they were passed. */
    openRuns: uuid('open_runs').array().notNull().default(sql`'{}'`),
    requestedBy: text('requested_by').notNull(),
    requestedAt: moment('requested_at').notNull().defaultNow(),
    /** Rows from after that are left alone: what comes in meanwhile is another matter. */
    confirmedAt: moment('confirmed_at'),
    finishedAt: moment('finished_at'),
    dueAt: moment('due_at').notNull().defaultNow(),
    leaseId: uuid('lease_id'),
    leasedUntil: moment('leased_until'),
    lastError: text('last_error'),
  },
  (t) => [
    index('erasure_list').on(t.workspaceId, t.requestedAt),
    index('erasure_due').on(t.dueAt).where(sql`state in ('counting', 'erasing', 'waiting')`),
  ],
)
