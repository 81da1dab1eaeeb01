import type { Json } from '@patchbay/flow/json'
import { boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, safeJsonb, workspaceId } from './columns.ts'

/** An event that a person keeps for trying a flow: a copy, so that it outlives the run it was taken from. */
export const sample = pgTable(
  'sample',
  {
    id: id(),
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    name: text('name').notNull(),
    /** What the trigger gives. */
    item: safeJsonb('item').$type<Json>().notNull(),
    /** By step id: what the steps after it gave. */
    outputs: safeJsonb('outputs').$type<Record<string, Json>>().notNull(),
    /** Where it was taken from; null when a person filled it in. */
    runId: uuid('run_id'),
    deliveryId: uuid('delivery_id'),
    occurredAt: moment('occurred_at').notNull(),
    /** Stays when what was said is past its time; the others go with it. */
    pinned: boolean('pinned').notNull().default(false),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [index('sample_flow').on(t.workspaceId, t.flowId, t.createdAt)],
)
