import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, stepRun } from '@patchbay/db/schema'
import type { JsonObject } from '@patchbay/flow/json'
import { and, eq, gt, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { checkAnswers } from './check-answers.ts'
import { type ReleasedStep, releaseSteps } from './take-awaited.ts'
import { whoMayDecide } from './who-may-decide.ts'

export type ApprovalAnswer = {
  verdict: 'approved' | 'refused'
  answers: JsonObject
  note?: string | undefined
}

type Decided = { runId: string; released: ReleasedStep[] }

/**
 * Answers a question of a run, once: a second answer is a conflict that says what the first one was. Only who was asked
 * may, and admins and owners.
 */
export async function decideApproval(
  ctx: CoreContext,
  principal: Principal,
  input: ApprovalAnswer & { approvalId: string },
): Promise<Result<{ runId: string }>> {
  const allowed = authorise(principal, 'approval.decide')
  if (!allowed.ok) return allowed
  const decided = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    takeAnswer(
      tx,
      { who: principal, approvalId: input.approvalId, way: principal.kind === 'user' ? 'app' : 'api' },
      input,
    ),
  )
  return announce(ctx, principal.workspaceId, decided)
}

type Asked = { who: Principal; approvalId: string; way: 'app' | 'link' | 'api' }

/** The same in a transaction of the caller's, who knows who it is. */
export async function takeAnswer(
  tx: Queries,
  { who, approvalId, way }: Asked,
  { verdict, answers, note }: ApprovalAnswer,
): Promise<Result<Decided>> {
  const [found] = await tx.select().from(approval).where(eq(approval.id, approvalId))
  if (found === undefined) return fail('not_found', 'This question does not exist in this workspace.')
  const mayDecide = await whoMayDecide(tx, who)
  if (!mayDecide(found.approvers)) return fail('forbidden', whyNot(who, found.approvers))
  const checked = checkAnswers(found.form, answers, verdict)
  if (!checked.ok) {
    const [first] = checked.problems
    return fail('invalid', first?.message ?? 'The form does not fit.', { problems: checked.problems })
  }
  // Everybody locks a step before what it waits for: a run that ends just now and an answer must not wait for each other.
  await tx.select({ id: stepRun.id }).from(stepRun).where(eq(stepRun.id, found.stepRunId)).for('update')
  // Whoever changes the state first has answered.
  const taken = await tx
    .update(approval)
    .set({
      state: 'decided',
      verdict,
      answers: checked.answers,
      note: note === undefined || note.trim() === '' ? null : note.trim(),
      // A key may be called like a person.
      decidedBy: who.kind === 'user' ? who.name : `${who.name} (API key)`,
      decidedById: who.kind === 'user' ? who.userId : null,
      decidedAt: sql`now()`,
      noticeAt: null,
    })
    .where(and(eq(approval.id, approvalId), eq(approval.state, 'open'), gt(approval.deadlineAt, sql`now()`)))
    .returning({ stepRunId: approval.stepRunId })
  if (taken.length === 0) return tooLate(tx, approvalId)
  const released = await releaseSteps(
    tx,
    taken.map(({ stepRunId }) => stepRunId),
  )
  await writeAudit(tx, who, {
    action: 'approval.decide',
    subjectKind: 'approval',
    subjectId: approvalId,
    detail: { verdict, runId: found.runId, way },
  })
  return ok({ runId: found.runId, released })
}

function whyNot(who: Principal, asked: readonly { name: string }[]): string {
  if (who.kind === 'api_key') {
    return `Whoever made the API key "${who.name}" may not answer this themselves any more. Let an admin or an owner make one.`
  }
  return `This was put to ${asked.map(({ name }) => name).join(', ')}. An admin or an owner can answer as well.`
}

async function tooLate(tx: Queries, approvalId: string): Promise<Result<Decided>> {
  const [now] = await tx.select().from(approval).where(eq(approval.id, approvalId))
  if (now?.state === 'decided') {
    const { verdict, decidedBy, decidedAt } = now
    return fail(
      'conflict',
      `${decidedBy ?? 'Somebody'} has ${verdict ?? 'answered'} this already. Nothing was changed.`,
      {
        current: { state: now.state, verdict, by: decidedBy, at: decidedAt },
      },
    )
  }
  if (now?.state === 'withdrawn') {
    return fail('gone', 'The run that asked has ended or gone on without an answer, so none is needed any more.', {
      current: { state: now.state },
    })
  }
  return fail('gone', 'The time to answer is over: the run went on without an answer.', {
    current: { state: 'expired' },
  })
}

/** Tells the engine and whoever looks; after the commit. */
export async function announce(
  ctx: CoreContext,
  workspaceId: string,
  decided: Result<Decided>,
): Promise<Result<{ runId: string }>> {
  if (!decided.ok) return decided
  const { runId, released } = decided.value
  for (const step of released) await ctx.engine.releaseStep(step)
  ctx.notify('patchbay_live', `${workspaceId}:run:${runId}`)
  return ok({ runId })
}
