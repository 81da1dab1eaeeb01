import type { Effect } from '@patchbay/connector-sdk/manifest'
import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, workspaceId } from './columns.ts'

export type StepState =
  | 'running'
  | 'retrying'
  | 'waiting'
  | 'needs_attention'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled'

/** Why a step failed or is held, in words a person can act on. */
export type StepError = {
  code: string
  message: string
  status?: number
  field?: string
  vendorCode?: string
  source?: string
  expression?: string
  valueTypes?: Record<string, string>
}

/**
 * One step in one run: the log of it and its checkpoint. For a write it is the intent as well: what is about to be
 * sent, under which key, committed before the first byte goes out.
 */
export const stepRun = pgTable(
  'step_run',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    node: integer('node').notNull(),
    stepId: text('step_id').notNull(),
    /** Positions in the loops around it, outermost first, joined by dots; empty outside loops. */
    iteration: text('iteration').notNull().default(''),
    kind: text('kind').notNull(),
    effect: text('effect').$type<Effect>().notNull().default('pure'),
    state: text('state').$type<StepState>().notNull(),
    /** The jack it left through. */
    port: text('port'),
    count: integer('count'),
    epoch: integer('epoch').notNull(),
    /** Rises after a definite failure or a person's decision, never after an unknown outcome. */
    generation: integer('generation').notNull().default(1),
    attempts: integer('attempts').notNull().default(0),
    /** Attempts made before the present round; a retry, a release or a decision begins a new one with all its tries. */
    roundFrom: integer('round_from').notNull().default(0),
    idempotencyKey: text('idempotency_key'),
    inputPayloadId: uuid('input_payload_id'),
    outputPayloadId: uuid('output_payload_id'),
    connectionId: uuid('connection_id'),
    /** When the last attempt's request may first have left; null once its outcome is known. */
    sentAt: moment('sent_at'),
    /** When the key was first used; its vendor forgets it `keyTtlMs` later. */
    keyUsedAt: moment('key_used_at'),
    error: jsonb('error').$type<StepError>(),
    /** In words: which case of a branch held and why, what a value map fell back to. */
    notes: jsonb('notes').$type<string[]>(),
    /** In words: what was left out, or left empty, when its input was made. */
    inputNotes: jsonb('input_notes').$type<string[]>(),
    startedAt: moment('started_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
    nextTryAt: moment('next_try_at'),
    waitUntil: moment('wait_until'),
    /** Of a scope, in this round: when its undo began. */
    undoBegunAt: moment('undo_begun_at'),
    /** Set when what held it is gone; cleared by the call that has read it, or once its workflow has been told for certain. */
    releaseRequestedAt: moment('release_requested_at'),
    /** When its workflow was last told. */
    releaseToldAt: moment('release_told_at'),
  },
  (t) => [
    uniqueIndex('step_run_place').on(t.runId, t.node, t.iteration),
    // A run shows the most pressing state of its open steps; of a long loop only these few may be looked at.
    index('step_run_open').on(t.runId).where(sql`finished_at is null`),
    index('step_run_held').on(t.connectionId).where(sql`state = 'needs_attention'`),
    // Looked at every few seconds: these few, and not all steps of all open runs.
    index('step_run_released').on(t.releaseRequestedAt).where(sql`release_requested_at is not null`),
  ],
)
