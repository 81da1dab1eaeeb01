import { sql } from 'drizzle-orm'
import { boolean, index, integer, numeric, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
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
    /** Work on it has failed since then, by no fault of its flow; null once it makes progress. */
    failingSince: moment('failing_since'),
    reasonCode: text('reason_code'),
    reason: text('reason'),
    failedStepId: text('failed_step_id'),
    /** Constants of the run: `$now` and `$random` never change between attempts. */
    nowAt: moment('now_at').notNull(),
    random: text('random').notNull(),
    /** The run that this one does again from the start. */
    againOf: uuid('again_of'),
    /** The step of another run that called this one, and which of its calls it is. */
    parentRunId: uuid('parent_run_id'),
    parentNode: integer('parent_node'),
    parentIteration: text('parent_iteration'),
    parentGeneration: integer('parent_generation'),
    /** The caller goes on only when this run has ended. */
    parentWaits: boolean('parent_waits').notNull().default(false),
    /** How many calls it is away from the run that an event began. */
    depth: integer('depth').notNull().default(0),
    /**
     * Runs of a workspace with the same key go one at a time: `t:<trigger>:<key>`, or `q:<queue>:<key>` where several
     * flows share a queue. Null: in no order.
     */
    orderKey: text('order_key'),
    /**
     * It may start, or has: of the open runs with its key only one has its turn, which it keeps until it has ended. Set by
     * `give_turns` alone; without a key always true.
     */
    hasTurn: boolean('has_turn').notNull().default(true),
    /**
     * Of a called run that goes along with the turn of its callers, in place of one of its own: the key it would have had,
     * which nobody else gets a turn of while it is open.
     */
    lentKey: text('lent_key'),
    /** When its event came in, to the microsecond: the order of the queue. */
    orderAt: moment('order_at'),
    /** "order/1001", and which of its states the event told of; a greater one is later. */
    entity: text('entity'),
    entityVersion: numeric('entity_version'),
    /** It is left out when a newer state has run already. Not of runs that a person asked for. */
    skipsOlder: boolean('skips_older').notNull().default(false),
    /** The events that it runs together, or the newest of which it runs; null where it runs one event's item. */
    gatherId: uuid('gather_id'),
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
    /** With a cancel: once the workflow has stopped, the run goes on once more to undo what can be undone. */
    cancelUndoes: boolean('cancel_undoes').notNull().default(false),
    /** Since when, and for whom, it does nothing but undo; it ends as cancelled. */
    unwindingAt: moment('unwinding_at'),
    unwindingBy: text('unwinding_by'),
    /** No workflow of this epoch exists until it is resumed. */
    pausedAt: moment('paused_at'),
    pausedBy: text('paused_by'),
    /**
     * What is gone of a finished run, which can then not be retried: `data`, what it said; `steps`, its steps and log too;
     * `erased`, what told of a person.
     */
    forgotten: text('forgotten').$type<'data' | 'steps' | 'erased'>(),
    /** Resumed, and goes on as soon as no call of before is under way. */
    resumeRequestedAt: moment('resume_requested_at'),
  },
  (t) => [
    uniqueIndex('run_item').on(t.deliveryId, t.itemIndex),
    uniqueIndex('run_parent')
      .on(t.parentRunId, t.parentNode, t.parentIteration, t.parentGeneration)
      .where(sql`parent_run_id is not null`),
    // What the caller of a called run that is open has come to.
    index('run_called').on(t.parentRunId).where(sql`parent_waits and finished_at is null`),
    // What a run is kin to.
    index('run_again').on(t.againOf).where(sql`again_of is not null`),
    index('run_due')
      .on(t.workspaceId, t.flowId, t.dueAt, t.id)
      .where(sql`state = 'queued' and has_turn and paused_at is null`),
    index('run_queued').on(t.workspaceId, t.dueAt).where(sql`state = 'queued'`),
    // What counts towards the limits of runs at once.
    index('run_busy')
      .on(t.workspaceId, t.state, t.flowId)
      .where(sql`state in ('running', 'retrying') or (state = 'queued' and lease_id is not null)`),
    index('run_open').on(t.checkedAt).where(sql`finished_at is null`),
    uniqueIndex('run_turn')
      .on(t.workspaceId, t.orderKey)
      .where(sql`has_turn and finished_at is null and order_key is not null`),
    index('run_line')
      .on(t.workspaceId, t.orderKey, t.orderAt, t.deliveryId, t.itemIndex)
      .where(sql`finished_at is null and order_key is not null`),
    index('run_lent').on(t.workspaceId, t.lentKey).where(sql`finished_at is null and lent_key is not null`),
    index('run_states')
      .on(t.workspaceId, t.orderKey, t.entity, t.entityVersion, t.orderAt)
      .where(sql`finished_at is null and order_key is not null`),
    index('run_newest')
      .on(t.triggerId, t.orderKey, t.entity, t.entityVersion)
      .where(sql`started_at is not null and entity_version is not null and order_key is not null`),
    index('run_list').on(t.workspaceId, t.acceptedAt),
    index('run_flow').on(t.flowId, t.acceptedAt),
    index('run_resumed').on(t.resumeRequestedAt).where(sql`resume_requested_at is not null`),
    index('run_failed').on(t.finishedAt).where(sql`state = 'failed'`),
  ],
)
