import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { attempt, decision, payload, problem, run, stepHistory, stepLog, stepRun } from '@patchbay/db/schema'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { notesTold } from '../runs/notes-told.ts'
import { requeueRun } from '../runs/requeue-run.ts'
import { showAtWork } from '../runs/show-at-work.ts'
import type { ActOn, StepToAct } from './step-act.ts'
import { whyNotAct } from './why-not-act.ts'

/** `release`: the held step of a run that goes on under its epoch; null where the run was queued anew. */
export type Acted = { runId: string; epoch: number; release: { node: number; iteration: string } | null }

/**
 * Settles a step that failed its run, or is held, inside the caller's transaction; the caller has authorised it and
 * tells the engine afterwards. Refuses before it changes anything, with words: what is not stopped any more, and above
 * all a write whose outcome nobody knows: no edit may send it under another key, and no skip forget it.
 */
export async function actOnStep(tx: Queries, principal: Principal, of: StepToAct): Promise<Result<Acted>> {
  const [owner] = await tx.select().from(run).where(eq(run.id, of.runId)).for('update')
  if (!owner) return fail('not_found', 'This run does not exist in this workspace.')
  const standing = await standingOf(tx, owner, of)
  if (!standing.ok) return standing
  if (standing.value === null) return requeue(tx, principal, { run: owner, step: null, of })
  const { step, held } = standing.value
  const refused = await whyNotAct(tx, principal, { ...of, run: owner, step, held })
  if (refused !== null) return refused
  const all = { ...of, run: owner, step, held }
  if (of.act.kind !== 'retry') await keepHistory(tx, principal, all)
  await markMending(tx, principal, all)
  await changeStep(tx, principal, all)
  await closeDecision(tx, principal, all)
  if (held) await showAtWork(tx, owner)
  if (of.act.kind !== 'retry') await tell(tx, principal, all)
  if (!held) return requeue(tx, principal, { run: owner, step, of })
  if (of.act.kind === 'retry') await auditRetry(tx, principal, { run: owner, stepId: step.stepId, epoch: owner.epoch })
  return ok({ runId: owner.id, epoch: owner.epoch, release: { node: step.node, iteration: step.iteration } })
}

/** Null: the run failed without a step, so there is only the run to try again. */
async function standingOf(
  tx: Queries,
  owner: ActOn['run'],
  of: StepToAct,
): Promise<Result<{ step: ActOn['step']; held: boolean } | null>> {
  if (owner.cancelRequestedAt !== null && owner.finishedAt === null) {
    return fail('conflict', 'This run is being cancelled. Wait until it has stopped.', { current: owner.state })
  }
  if (owner.forgotten !== null) {
    return fail('gone', 'What this run was given is no longer kept, so it cannot go on. Replay its event instead.')
  }
  const stopped = owner.state === 'failed' || owner.state === 'cancelled'
  if (of.stepRunId === null) {
    if (stopped && of.act.kind === 'retry') return ok(null)
    if (stopped) return fail('conflict', 'This run has no step that stopped it. Retry the run instead.')
    return fail('conflict', `Only a failed run can be retried; this one is ${owner.state}.`, { current: owner.state })
  }
  const [step] = await tx
    .select()
    .from(stepRun)
    .where(and(eq(stepRun.id, of.stepRunId), eq(stepRun.runId, owner.id)))
    .for('update')
  if (!step) return fail('not_found', 'This step has not run in this run.')
  const held = owner.finishedAt === null && step.state === 'needs_attention'
  const failed = stopped && (step.state === 'failed' || step.state === 'cancelled')
  if (held || failed) return ok({ step, held })
  return fail('conflict', 'This step does not stop its run any more. Look at the run for where it stands.', {
    current: step.state,
  })
}

/** What it was, what it was given and what came of it stay visible. */
async function keepHistory(tx: Queries, principal: Principal, { step, act }: ActOn): Promise<void> {
  const why = act.kind === 'edit' ? 'edited' : act.kind === 'supply' ? 'supplied' : 'skipped'
  const { nextTryAt: _next, waitUntil: _wait, releaseRequestedAt: _release, inputNotes: _notes, id, ...row } = step
  await tx.insert(stepHistory).values({
    ...row,
    notes: notesTold(step),
    // Of a step that is only skipped or supplied the input stays where it is.
    inputPayloadId: act.kind === 'edit' ? step.inputPayloadId : null,
    id: newId(),
    stepRunId: id,
    why,
    replacedBy: actorName(principal),
  })
}

/** Before the step moves: what the triggers then resolve keeps who did it, and how. */
async function markMending(tx: Queries, principal: Principal, { step, act, note }: ActOn): Promise<void> {
  const how =
    act.kind === 'retry' ? null : act.kind === 'edit' ? 'edited' : act.kind === 'supply' ? 'supplied' : 'skipped'
  await tx
    .update(problem)
    .set({ state: 'mending', how, settledBy: actorName(principal), note: note ?? null })
    .where(and(eq(problem.stepRunId, step.id), inArray(problem.state, ['open', 'mending'])))
}

async function changeStep(tx: Queries, principal: Principal, of: ActOn): Promise<void> {
  const { step, act, held } = of
  const release = held ? sql`now()` : null
  if (act.kind === 'supply' || act.kind === 'skip') {
    const outputPayloadId =
      act.kind === 'supply' ? await store(tx, principal, { kind: 'output', json: act.output }) : null
    const said = act.kind === 'supply' ? 'supplied its output' : 'skipped it'
    await tx
      .update(stepRun)
      .set({
        // What was skipped was not applied: there is nothing to undo. By its port it is known from a way not taken.
        state: act.kind === 'supply' ? 'succeeded' : 'skipped',
        port: 'out',
        outputPayloadId,
        error: null,
        sentAt: null,
        nextTryAt: null,
        finishedAt: sql`now()`,
        notes: [`${actorName(principal)} ${said}${of.note === undefined ? '.' : `: ${of.note}`}`],
        releaseRequestedAt: release,
      })
      .where(eq(stepRun.id, step.id))
    return
  }
  const changed =
    act.kind === 'edit'
      ? {
          inputPayloadId: await store(tx, principal, { kind: 'input', json: act.input }),
          inputNotes: null,
          generation: await freshGeneration(tx, step),
        }
      : {}
  // Of a run that ended, the requeue begins the new round.
  const round = held ? { state: 'retrying' as const, roundFrom: step.attempts, nextTryAt: null } : {}
  if (act.kind === 'retry' && !held) return
  await tx
    .update(stepRun)
    .set({ ...round, ...changed, releaseRequestedAt: release })
    .where(eq(stepRun.id, step.id))
}

async function store(
  tx: Queries,
  principal: Principal,
  { kind, json }: { kind: 'input' | 'output'; json: Json },
): Promise<string> {
  const id = newId()
  const bytes = Buffer.byteLength(storedJson(json))
  await tx.insert(payload).values({ id, workspaceId: principal.workspaceId, kind, json, bytes })
  return id
}

/**
 * Another input never goes out under a key that one went out under. A definite failure has raised the generation
 * already; where one has not (a refused credential), this does.
 */
async function freshGeneration(tx: Queries, step: ActOn['step']): Promise<number> {
  if (step.effect === 'read' || step.effect === 'pure') return step.generation
  const [last] = await tx
    .select({ generation: sql<number | null>`max(${attempt.generation})` })
    .from(attempt)
    .where(eq(attempt.stepRunId, step.id))
  return Math.max(step.generation, (last?.generation ?? 0) + 1)
}

/** Whoever wanted to be asked when it fails has been answered by this. */
async function closeDecision(tx: Queries, principal: Principal, { step, act, note }: ActOn): Promise<void> {
  await tx
    .update(decision)
    .set({
      state: 'decided',
      verdict: act.kind === 'supply' || act.kind === 'skip' ? 'done' : 'again',
      note: note ?? null,
      decidedBy: actorName(principal),
      decidedAt: sql`now()`,
    })
    .where(and(eq(decision.stepRunId, step.id), eq(decision.state, 'open')))
}

async function tell(tx: Queries, principal: Principal, { run: owner, step, act, note }: ActOn): Promise<void> {
  const who = actorName(principal)
  const did =
    act.kind === 'edit' ? 'changed what is sent' : act.kind === 'supply' ? 'supplied the output' : 'skipped this step'
  await tx.insert(stepLog).values({
    workspaceId: principal.workspaceId,
    runId: owner.id,
    stepRunId: step.id,
    attempt: step.attempts,
    at: new Date(),
    level: 'info',
    message: note === undefined ? `${who} ${did}.` : `${who} ${did}: ${note}`,
  })
  const subject = { subjectKind: 'run', subjectId: owner.id } as const
  const detail = { step: step.stepId, stepRunId: step.id, ...(note === undefined ? {} : { reason: note }) }
  if (act.kind === 'edit') await writeAudit(tx, principal, { action: 'problem.edit_input', ...subject, detail })
  else {
    const how = act.kind === 'supply' ? 'supplied' : 'skipped'
    await writeAudit(tx, principal, { action: 'problem.settle', ...subject, detail: { ...detail, how } })
  }
}

async function requeue(
  tx: Queries,
  principal: Principal,
  { run: owner, step, of }: { run: ActOn['run']; step: ActOn['step'] | null; of: StepToAct },
): Promise<Result<Acted>> {
  const requeued = await requeueRun(tx, owner, { newRound: true })
  // The row is locked and was read under that lock.
  if (requeued === null) throw new Error(`Run ${owner.id} moved while it was locked`)
  if (of.act.kind === 'retry') {
    await auditRetry(tx, principal, { run: owner, stepId: step?.stepId ?? null, epoch: requeued.epoch })
  }
  return ok({ runId: owner.id, epoch: requeued.epoch, release: null })
}

const auditRetry = (
  tx: Queries,
  principal: Principal,
  of: { run: ActOn['run']; stepId: string | null; epoch: number },
): Promise<void> =>
  writeAudit(tx, principal, {
    action: 'run.retry',
    subjectKind: 'run',
    subjectId: of.run.id,
    detail: { failedStep: of.stepId, epoch: of.epoch },
  })
