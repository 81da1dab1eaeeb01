import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

export type RunState =
  | 'queued'
  | 'running'
  | 'retrying'
  | 'waiting'
  | 'needs_attention'
  | 'succeeded'
  | 'failed'
  | 'cancelled'

/** One execution of a version for one item of a delivery. Who may act on it is decided by `state` and `epoch`. */
export const run = pgTable(
  'run',
  {
    id: id(),
    workspaceId: workspaceId(),
    flowId: uuid('flow_id').notNull(),
    versionId: uuid('version_id').notNull(),
    planHash: text('plan_hash').notNull(),
    triggerId: uuid('trigger_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    itemIndex: integer('item_index').notNull(),
    /** What it is about, in a person's words: "Order #10482". */
    subject: text('subject'),
    /** Lower-case words a person may look for: order number, e-mail address. */
    searchText: text('search_text').notNull().default(''),
    itemPayloadId: uuid('item_payload_id').notNull(),
    state: text('state').$type<RunState>().notNull().default('queued'),
    /** Raised by retry, take-over, promotion and cancel; whoever holds an older one does nothing. */
    epoch: integer('epoch').notNull().default(1),
    /** How often work on it was begun since it last made progress; a run that kills its worker ends by it. */
    starts: integer('starts').notNull().default(0),
    reasonCode: text('reason_code'),
    reason: text('reason'),
    failedStepId: text('failed_step_id'),
    /** Constants of the run: `$now` and `$random` never change between attempts. */
    nowAt: moment('now_at').notNull(),
    random: text('random').notNull(),
    /** The run that this one does again from the start. */
    againOf: uuid('again_of'),
    /** Runs of one trigger with the same key go one after another. */
    orderKey: text('order_key'),
    acceptedAt: moment('accepted_at').notNull().defaultNow(),
    dueAt: moment('due_at').notNull().defaultNow(),
    leaseId: uuid('lease_id'),
    leasedUntil: moment('leased_until'),
    leaseCount: integer('lease_count').notNull().default(0),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
    progressAt: moment('progress_at').notNull().defaultNow(),
    /** When the reconciler last found its workflow alive. */
    checkedAt: moment('checked_at').notNull().defaultNow(),
    cancelRequestedAt: moment('cancel_requested_at'),
    cancelRequestedBy: text('cancel_requested_by'),
  },
  (t) => [
    uniqueIndex('run_item').on(t.deliveryId, t.itemIndex),
    index('run_due').on(t.workspaceId, t.dueAt).where(sql`state = 'queued'`),
    index('run_open').on(t.checkedAt).where(sql`finished_at is null`),
    index('run_order').on(t.triggerId, t.orderKey).where(sql`finished_at is null and order_key is not null`),
    index('run_list').on(t.workspaceId, t.acceptedAt),
    index('run_flow').on(t.flowId, t.acceptedAt),
    index('run_failed').on(t.finishedAt).where(sql`state = 'failed'`),
  ],
)
