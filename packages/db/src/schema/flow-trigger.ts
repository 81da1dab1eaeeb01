import type { RunRules, Trigger } from '@patchbay/flow/document'
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/**
 * What a flow listens to. `start`: the deployed trigger, one a flow: which version gets new events, and from where. The
 * row outlives versions, so that the keys of items stay its own. `wait`: what a step waits for in the middle of a run, one
 * for each different thing that the steps of the versions in use wait for.
 */
export const flowTrigger = pgTable(
  'flow_trigger',
  {
    id: id(),
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    role: text('role').$type<'start' | 'wait'>().notNull().default('start'),
    stepId: text('step_id').notNull(),
    versionId: uuid('version_id').notNull(),
    config: jsonb('config').$type<Trigger>().notNull(),
    /** How events become runs; null: as it is when nothing is said. */
    runs: jsonb('runs').$type<RunRules>(),
    sourceId: uuid('source_id'),
    /** Vendor topics that it listens to; empty for all others. */
    topics: text('topics').array().notNull(),
    active: boolean('active').notNull(),
    /** While it is not active: new events are accepted and wait until it is. */
    holds: boolean('holds').notNull().default(false),
    /** Rises with every change; Temporal's schedule is brought to it by the reconciler. */
    generation: integer('generation').notNull().default(1),
    /** Generation that Temporal's schedule is known to have. */
    appliedGeneration: integer('applied_generation').notNull().default(0),
    /** Since when this generation stands. The database sets this and the next three by itself when the generation rises. */
    timesSince: moment('times_since').notNull().defaultNow(),
    /** Until when the schedule counts that Temporal was told of before this one. */
    formerUntil: moment('former_until'),
    /** Since when Temporal itself tells the times of this generation, by its own clock. */
    toldAt: moment('told_at'),
    /** Its times of before that are in the inbox up to here; what is left lies between this and `toldAt`. */
    earlierUntil: moment('earlier_until'),
    /** `wait` only: a hash of what it listens to and how events are matched; versions that agree on it share the row. */
    listens: text('listens'),
    /** `wait` only: where the value stands in what the trigger gives, by which runs find their event. */
    matchPath: text('match_path'),
    /** `wait` only: how long before a run was accepted its event may have come. */
    lookBackMs: bigint('look_back_ms', { mode: 'number' }),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('flow_trigger_start').on(t.flowId).where(sql`role = 'start'`),
    uniqueIndex('flow_trigger_wait').on(t.flowId, t.stepId, t.listens).where(sql`role = 'wait'`),
    index('flow_trigger_source').on(t.sourceId),
  ],
)
