import type { FormField } from '@patchbay/flow/document'
import type { JsonObject } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { id, moment, safeJsonb, workspaceId } from './columns.ts'

export type ApprovalState = 'open' | 'decided' | 'expired' | 'withdrawn'
export type ApprovalVerdict = 'approved' | 'refused'

/** Somebody who is asked; `name` as it was then. */
export type Approver = { userId: string; name: string }

/** A question that a run puts before people and waits for. Answered once: by whom `state` is changed first. */
export const approval = pgTable(
  'approval',
  {
    id: id(),
    workspaceId: workspaceId(),
    runId: uuid('run_id').notNull(),
    stepRunId: uuid('step_run_id').notNull(),
    state: text('state').$type<ApprovalState>().notNull().default('open'),
    question: text('question').notNull(),
    facts: safeJsonb('facts').$type<{ label: string; value: string }[]>().notNull(),
    form: safeJsonb('form').$type<FormField[]>().notNull(),
    approvers: safeJsonb('approvers').$type<Approver[]>().notNull(),
    askedAt: moment('asked_at').notNull().defaultNow(),
    deadlineAt: moment('deadline_at').notNull(),
    /** When people are reminded; null: never. */
    remindAt: moment('remind_at'),
    remindedAt: moment('reminded_at'),
    /** Mails so far: the question, the reminder. */
    notices: integer('notices').notNull().default(0),
    /** When the next mail is due. */
    noticeAt: moment('notice_at'),
    verdict: text('verdict').$type<ApprovalVerdict>(),
    answers: safeJsonb('answers').$type<JsonObject>(),
    note: text('note'),
    decidedBy: text('decided_by'),
    decidedById: uuid('decided_by_id'),
    decidedAt: moment('decided_at'),
  },
  (t) => [
    uniqueIndex('approval_step').on(t.stepRunId).where(sql`state = 'open'`),
    index('approval_open').on(t.workspaceId, t.askedAt),
    index('approval_run').on(t.runId),
    index('approval_notice').on(t.noticeAt).where(sql`state = 'open'`),
  ],
)
