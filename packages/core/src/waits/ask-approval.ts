import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import { listAskableMembers } from '@patchbay/db/wait-functions'
import type { FormField } from '@patchbay/flow/document'
import type { JsonObject } from '@patchbay/flow/json'
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import type { Heard } from '../runs/forget-release.ts'
import type { RunTarget, StepPlace } from '../runs/run-target.ts'
import { beginWaiting, hearRelease, isOver, lockStep, msFromNow, msLeftUntil } from './begin-waiting.ts'
import { type ApproversWanted, resolveApprovers } from './resolve-approvers.ts'

export type Question = {
  place: StepPlace
  question: string
  facts: { label: string; value: string }[]
  form: FormField[]
  approvers: ApproversWanted
  /** What was left out of the question or its facts, in words. */
  inputNotes?: readonly string[]
  deadlineMs: number
  /** Null: nobody is reminded. */
  remindMs: number | null
}

export type ApprovalOutcome =
  | { state: 'open'; forMs: number }
  | {
      state: 'decided'
      verdict: 'approved' | 'refused'
      by: string
      at: Date
      note: string | null
      answers: JsonObject
    }
  | { state: 'expired'; at: Date }
  | { state: 'stale' }

/** `begun`: somebody else has asked since, and has the answer: how the step stands is to be read anew. */
export type AskOutcome = ApprovalOutcome | { state: 'begun' }

/** Puts a question before people and the step on hold. The worker writes the mails. */
export function askApproval(db: Database, target: RunTarget, ask: Question): Promise<AskOutcome> {
  return inWorkspace(db, target.workspaceId, async (tx): Promise<AskOutcome> => {
    const locked = await lockStep(tx, target, ask.place)
    if (locked === null) return { state: 'stale' }
    if (isOver(locked.step)) return { state: 'begun' }
    // People are not asked twice by two that were at it at the same time.
    const [asked] = locked.step?.state === 'waiting' ? await lastQuestion(tx, locked.step.id) : []
    if (asked?.state === 'open') return { state: 'open', forMs: Math.max(0, asked.leftMs) }
    if (asked !== undefined && asked.state !== 'withdrawn') return { state: 'begun' }
    const { members, note } = resolveApprovers(await listAskableMembers(tx, target.workspaceId), ask.approvers)
    const question = storedText(ask.question)
    const begun = await beginWaiting(tx, target, {
      place: ask.place,
      kind: 'approval',
      forMs: ask.deadlineMs,
      input: { question, facts: ask.facts, asked: members.map(({ name }) => name) },
      notes: note === null ? [] : [note],
      inputNotes: ask.inputNotes,
    })
    if (begun === null) return { state: 'stale' }
    const { stepRunId } = begun
    // The question of an earlier try.
    await tx
      .update(approval)
      .set({ state: 'withdrawn', noticeAt: null })
      .where(and(eq(approval.stepRunId, stepRunId), eq(approval.state, 'open')))
    await tx.insert(approval).values({
      workspaceId: target.workspaceId,
      runId: target.runId,
      stepRunId,
      question,
      facts: ask.facts,
      form: ask.form,
      approvers: members.map(({ userId, name }) => ({ userId, name })),
      askedAt: sql`now()`,
      deadlineAt: msFromNow(ask.deadlineMs),
      remindAt: ask.remindMs === null || ask.remindMs >= ask.deadlineMs ? null : msFromNow(ask.remindMs),
      noticeAt: sql`now()`,
    })
    return { state: 'open', forMs: ask.deadlineMs }
  })
}

/** The last that was asked for a step. */
const lastQuestion = (tx: Queries, stepRunId: string) =>
  tx
    .select({ ...getTableColumns(approval), leftMs: msLeftUntil(approval.deadlineAt) })
    .from(approval)
    .where(eq(approval.stepRunId, stepRunId))
    .orderBy(desc(approval.askedAt), desc(approval.id))
    .limit(1)

/** What became of the question of a step: looked at after an answer, at the deadline, or after a crash. */
export function lookForAnswer(db: Database, target: RunTarget, step: Heard): Promise<ApprovalOutcome | null> {
  return inWorkspace(db, target.workspaceId, async (tx): Promise<ApprovalOutcome | null> => {
    if (!(await hearRelease(tx, target, step))) return { state: 'stale' }
    const [asked] = await lastQuestion(tx, step.id).for('update')
    if (asked === undefined || asked.state === 'withdrawn') return null
    if (asked.state === 'decided' && asked.verdict !== null && asked.decidedAt !== null) {
      const { verdict, decidedAt: at, note, answers } = asked
      return { state: 'decided', verdict, by: asked.decidedBy ?? 'Somebody', at, note, answers: answers ?? {} }
    }
    if (asked.state === 'open' && asked.leftMs > 0) return { state: 'open', forMs: asked.leftMs }
    await tx
      .update(approval)
      .set({ state: 'expired', noticeAt: null, decidedAt: sql`coalesce(decided_at, now())` })
      .where(eq(approval.id, asked.id))
    return { state: 'expired', at: asked.deadlineAt }
  })
}
