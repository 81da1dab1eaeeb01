import type { Trigger } from '@patchbay/flow/document'
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

/**
 * The deployed trigger of a flow: which version gets new events, and from where. The row outlives versions, so that
 * the keys of items stay its own.
 */
export const flowTrigger = pgTable(
  'flow_trigger',
  {
    id: id(),
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    stepId: text('step_id').notNull(),
    versionId: uuid('version_id').notNull(),
    config: jsonb('config').$type<Trigger>().notNull(),
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
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('flow_trigger_flow').on(t.flowId), index('flow_trigger_source').on(t.sourceId)],
)
