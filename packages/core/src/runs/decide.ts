import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, payload, problem, stepRun, type Verdict } from '@patchbay/db/schema'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { loadDecisions } from '../decisions/load-decisions.ts'
import { lockDecision } from '../decisions/lock-decision.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { isUnresolved } from '../problems/step-act.ts'
import { ok, type Result } from '../result.ts'

export type DecideInput = { decisionId: string; verdict: Verdict; answer?: Json | undefined; note?: string | undefined }

type Decided = { runId: string; epoch: number; node: number; iteration: string }
type DecisionRow = typeof decision.$inferSelect
type StepRow = typeof stepRun.$inferSelect

/**
 * A person says what nobody else can know. `done`: it went through, or was done by hand; `answer` stands for what the
 * vendor answered, and the step succeeded. `again`: it did not; it is sent once more under a new generation of its key.
 * Who was asked what is to become of a failure has not said that it did not: what may have been applied keeps its key.
 * Of an undo likewise; of a write that has none, `done` and `again` both let it stand as it is now. Taken once: a second
 * answer is a conflict that shows the first.
 */
export async function decide(
  ctx: CoreContext,
  principal: Principal,
  input: DecideInput,
): Promise<Result<{ runId: string }>> {
  const allowed = authorise(principal, 'decision.decide')
  if (!allowed.ok) return allowed
  const decided = await inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<Decided>> => {
    const locked = await lockDecision(tx, input.decisionId)
    if (!locked.ok) return locked
    const { found, step, epoch } = locked.value
    const [view] = await loadDecisions(tx, eq(decision.id, found.id))
    await tx
      .update(decision)
      .set({
        state: 'decided',
        verdict: input.verdict,
        answer: input.answer ?? null,
        note: input.note ?? null,
        decidedBy: actorName(principal),
        decidedAt: sql`now()`,
      })
      .where(eq(decision.id, found.id))
    if (found.kind === 'failed') await markMending(tx, principal, { step, input })
    await settleStep(tx, principal, { found, step, input })
    await writeAudit(tx, principal, {
      action: 'decision.decide',
      subjectKind: 'decision',
      subjectId: found.id,
      detail: {
        verdict: input.verdict,
        runId: found.runId,
        kind: found.kind,
        step: view?.stepName ?? step.stepId,
        byHand: view?.byHand ?? false,
      },
    })
    return ok({ runId: found.runId, epoch, node: step.node, iteration: step.iteration })
  })
  if (!decided.ok) return decided
  await ctx.engine.releaseStep(decided.value)
  ctx.notify('patchbay_live', `${principal.workspaceId}:run:${decided.value.runId}`)
  return ok({ runId: decided.value.runId })
}

type Settling = { found: DecisionRow; step: StepRow; input: DecideInput }

async function settleStep(tx: Queries, principal: Principal, { found, step, input }: Settling): Promise<void> {
  const release = { releaseRequestedAt: sql`now()` }
  const own = eq(stepRun.id, step.id)
  // A write without an undo: it succeeded long ago, and only its scope waits.
  if (found.kind === 'undo' && step.state === 'succeeded') {
    await tx.update(stepRun).set(release).where(own)
    return
  }
  if (input.verdict === 'again') {
    const asItIs = found.kind !== 'unknown' && isUnresolved(step)
    const said = asItIs ? 'had it tried again as it is' : 'said that it did not go through'
    await tx
      .update(stepRun)
      .set({
        state: 'retrying',
        roundFrom: step.attempts,
        ...(asItIs ? {} : { generation: step.generation + 1, sentAt: null }),
        notes: [`${actorName(principal)} ${said}.`],
        ...release,
      })
      .where(own)
    return
  }
  const json = input.answer ?? {}
  const outputPayloadId = newId()
  await tx.insert(payload).values({
    id: outputPayloadId,
    workspaceId: principal.workspaceId,
    kind: 'output',
    json,
    bytes: Buffer.byteLength(storedJson(json)),
  })
  await tx
    .update(stepRun)
    .set({
      state: 'succeeded',
      port: 'out',
      outputPayloadId,
      error: null,
      sentAt: null,
      finishedAt: sql`now()`,
      notes: [`${actorName(principal)} said that it went through.`],
      ...release,
    })
    .where(own)
}

/** A step whose author wanted to be asked stands with the problems, too: what is then resolved keeps who settled it. */
const markMending = (tx: Queries, principal: Principal, { step, input }: { step: StepRow; input: DecideInput }) =>
  tx
    .update(problem)
    .set({
      state: 'mending',
      how: input.verdict === 'done' ? 'supplied' : null,
      settledBy: actorName(principal),
      note: input.note ?? null,
    })
    .where(and(eq(problem.stepRunId, step.id), inArray(problem.state, ['open', 'mending'])))
