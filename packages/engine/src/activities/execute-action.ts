import { ConnectorError } from '@patchbay/connector-sdk'
import { loadConnection } from '@patchbay/core/connections/load-connection'
import { reportAuthFailure } from '@patchbay/core/connections/report-auth-failure'
import { beginAttempt } from '@patchbay/core/runs/begin-attempt'
import { type AttemptEnd, finishAttempt } from '@patchbay/core/runs/finish-attempt'
import { isCurrent } from '@patchbay/core/runs/is-current'
import type { KnownStep } from '@patchbay/core/runs/load-steps'
import { recordStep } from '@patchbay/core/runs/record-step'
import type { Json } from '@patchbay/flow/json'
import type { ControlNode, WorkNode } from '@patchbay/flow/plan'
import { evaluateFields } from '@patchbay/mapping/evaluate'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import { buildScope } from './build-scope.ts'
import { type CallOutcome, callConnector } from './call-connector.ts'
import { checkpointedOnce } from './checkpointed-once.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { describeError } from './describe-error.ts'
import { toStepError } from './evaluate-control.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { type Judgement, judgeAttempt } from './judge-attempt.ts'
import { knownStep, nodeOf, type RunSession, remember } from './run-session.ts'

type ActionWork = Extract<WorkNode, { kind: 'action' }>
export type ActionStep = { ref: NodeRef; signal: AbortSignal; control: ControlNode; work: ActionWork }

/**
 * One attempt of an action: settle what an earlier attempt left open, resolve the input once, write down the intent,
 * call the vendor, write down what became of it.
 */
export async function executeAction(
  deps: ActivityDependencies,
  session: RunSession,
  step: ActionStep,
): Promise<StepResult> {
  const known = knownStep(session, step.ref)
  const waiting = known && (await stillWaiting(deps, session, { known, work: step.work }))
  if (waiting) return waiting
  if (known && (wasCutOff(known) || mayNotResend(step.work, known))) {
    const settled = await settleUnknown(deps, session, { step, known })
    if (settled) return settled
  }
  const input = known?.input ?? (await resolveInput(deps, session, step))
  if (input instanceof InputProblem) return input.result
  const generation = known?.generation ?? 1
  const key = idempotencyKey({
    workspaceId: session.target.workspaceId,
    deliveryId: session.run.deliveryId,
    itemIndex: session.run.itemIndex,
    ...nodeOf(session, step.ref).place,
    generation,
  })
  const begun = await beginAttempt(deps.db, session.target, {
    place: nodeOf(session, step.ref).place,
    kind: 'action',
    effect: step.work.effect,
    connectionId: step.work.connectionId,
    newInput: known?.input == null ? input : null,
    generation,
    idempotencyKey: key,
    attemptsSoFar: known?.attempts ?? 0,
  })
  if (!begun) return yieldTo(deps, session)
  const place = {
    workspaceId: session.target.workspaceId,
    runId: session.target.runId,
    stepRunId: begun.stepRunId,
    generation: begun.generation,
  }
  const outcome = await callConnector(deps, {
    workspaceId: session.target.workspaceId,
    connector: step.work.connector,
    action: step.work.action,
    connectionId: step.work.connectionId,
    input,
    idempotencyKey: key,
    attempt: begun.number,
    afterUnknown: writes(step.work) && known?.sentAt != null,
    once: checkpointedOnce(deps, place),
    timeoutMs: step.work.policy.timeoutMs,
    signal: step.signal,
    now: session.run.constants.now,
  })
  if (outcome.ok) {
    const written = await finishAttempt(deps.db, session.target, begun, succeeded(outcome, generation))
    if (written === 'late') return yieldTo(deps, session)
    remember(session, step.ref, outcome.output)
    return { status: 'succeeded', port: 'out' }
  }
  const judgement = judge(step.work, {
    error: outcome.error,
    known,
    tries: begun.number - (known?.roundFrom ?? 0),
    idempotencyKey: key,
  })
  const end = failed(step, outcome, { judgement, generation, signal: step.signal })
  const written = await finishAttempt(deps.db, session.target, begun, end)
  if (written === 'late') return yieldTo(deps, session)
  return concluded(deps, session, { step, judgement, outcome })
}

/**
 * Somebody else acts on this step. Another epoch: this one is over. A twin of this very activity, after a time-out:
 * Temporal tries again later and finds what the twin wrote down.
 */
async function yieldTo(deps: ActivityDependencies, session: RunSession): Promise<StepResult> {
  if (await isCurrent(deps.db, session.target)) throw new Error('Another attempt of this step is under way')
  return { status: 'stale' }
}

const writes = (work: ActionWork): boolean => work.effect !== 'read' && work.effect !== 'pure'

/** Called before its time, by a spurious signal or a new epoch: say once more what it waits for. */
async function stillWaiting(
  deps: ActivityDependencies,
  session: RunSession,
  { known, work }: { known: KnownStep; work: ActionWork },
): Promise<StepResult | null> {
  if (known.state !== 'needs_attention' || known.releaseRequestedAt) return null
  if (known.error?.code !== 'auth_expired') return { status: 'held', reason: 'decision' }
  const connection = work.connectionId
    ? await loadConnection(deps.db, session.target.workspaceId, work.connectionId)
    : null
  return connection?.state === 'working' ? null : { status: 'held', reason: 'connection' }
}

/** Its last attempt has no outcome: the worker died under it, or is frozen and may still be at it. */
const wasCutOff = (known: KnownStep): boolean =>
  known.attempts > 0 && known.lastOutcome === null && known.state !== 'needs_attention'

/** A write that may have been applied, taken up again by a retry: its key may have aged, or it never had one. */
const mayNotResend = (work: ActionWork, known: KnownStep): boolean => {
  if (!writes(work) || known.sentAt === null) return false
  const error = new ConnectorError('unknown_outcome', 'An earlier call may have been applied.')
  return judge(work, { error, known, tries: 0, idempotencyKey: known.idempotencyKey }).next.to === 'hold'
}

/** Null when the next attempt may go out at once. */
async function settleUnknown(
  deps: ActivityDependencies,
  session: RunSession,
  { step, known }: { step: ActionStep; known: KnownStep },
): Promise<StepResult | null> {
  const error = new ConnectorError(
    'unknown_outcome',
    'The call was cut off while it was under way, so its outcome is unknown.',
  )
  const judgement = judge(step.work, {
    error,
    known,
    tries: known.attempts - known.roundFrom,
    idempotencyKey: known.idempotencyKey,
  })
  // A look-up must not come before the vendor has worked off the call that was cut off.
  if (judgement.next.to === 'retry' && step.work.idempotency.kind !== 'lookup') judgement.next.afterMs = 0
  const begun = { stepRunId: known.id, number: known.attempts, generation: known.generation }
  const outcome: CallOutcome = { ok: false, error, log: [], secretId: null }
  const end = failed(step, outcome, { judgement, generation: known.generation, signal: null })
  if ((await finishAttempt(deps.db, session.target, begun, end)) === 'late') return yieldTo(deps, session)
  return judgement.next.to === 'retry' && judgement.next.afterMs === 0
    ? null
    : concluded(deps, session, { step, judgement, outcome })
}

class InputProblem {
  readonly result: StepResult
  constructor(result: StepResult) {
    this.result = result
  }
}

/** Evaluates the mappings, once in the life of a step: every attempt sends the same. */
async function resolveInput(
  deps: ActivityDependencies,
  session: RunSession,
  step: ActionStep,
): Promise<Json | InputProblem> {
  const startedAt = new Date()
  const fields = await evaluateFields(step.work.fields, buildScope(session, step.ref), deps.expressions)
  if (fields.ok) return fields.value
  const recorded = await recordStep(deps.db, session.target, {
    place: nodeOf(session, step.ref).place,
    kind: 'action',
    state: 'failed',
    port: step.control.catches ? 'error' : null,
    count: null,
    input: null,
    output: null,
    notes: null,
    error: toStepError(fields.error),
    waitUntil: null,
    startedAt,
  })
  return new InputProblem(recorded ? { status: 'failed', code: `mapping_${fields.error.code}` } : { status: 'stale' })
}

function judge(
  work: ActionWork,
  of: { error: ConnectorError; known: KnownStep | null; tries: number; idempotencyKey: string | null },
): Judgement {
  const { known } = of
  const sameKey = known?.idempotencyKey != null && known.idempotencyKey === of.idempotencyKey
  return judgeAttempt({
    code: of.error.code,
    retryAfterMs: of.error.details.retryAfterMs ?? null,
    keySpent: of.error.details.keySpent ?? false,
    settles: of.error.details.settles ?? false,
    writes: writes(work),
    idempotency: work.idempotency,
    onUnknown: work.onUnknown,
    // Without a connection there is nothing that could be mended.
    onAuthFailure: work.connectionId === null ? 'fail' : work.onAuthFailure,
    policy: work.policy,
    tries: of.tries,
    unresolvedBefore: known?.sentAt != null,
    keyAgeMs: sameKey && known?.keyUsedAt ? Date.now() - known.keyUsedAt.getTime() : 0,
  })
}

const succeeded = (outcome: Extract<CallOutcome, { ok: true }>, generation: number): AttemptEnd => ({
  outcome: 'succeeded',
  error: null,
  log: outcome.log,
  step: {
    state: 'succeeded',
    port: 'out',
    output: outcome.output,
    notes: null,
    generation,
    unresolved: false,
    nextTryAt: null,
    question: null,
  },
})

function failed(
  step: ActionStep,
  outcome: Extract<CallOutcome, { ok: false }>,
  of: { judgement: Judgement; generation: number; signal: AbortSignal | null },
): AttemptEnd {
  const { next, unresolved, newGeneration } = of.judgement
  const asked = next.to === 'hold' && next.for === 'decision'
  return {
    outcome: of.signal?.aborted ? 'aborted' : outcome.error.code === 'unknown_outcome' ? 'unknown' : 'failed',
    error: describeError(outcome.error),
    log: outcome.log,
    step: {
      state: next.to === 'fail' ? 'failed' : next.to === 'retry' ? 'retrying' : 'needs_attention',
      port: next.to === 'fail' && step.control.catches ? 'error' : null,
      output: null,
      notes: null,
      generation: newGeneration ? of.generation + 1 : of.generation,
      unresolved,
      nextTryAt: next.to === 'retry' ? new Date(Date.now() + next.afterMs) : null,
      question: asked ? `“${step.work.name}” was sent, and no answer came back. Did it go through?` : null,
    },
  }
}

async function concluded(
  deps: ActivityDependencies,
  session: RunSession,
  of: { step: ActionStep; judgement: Judgement; outcome: Extract<CallOutcome, { ok: false }> },
): Promise<StepResult> {
  const { next } = of.judgement
  const { error, secretId } = of.outcome
  if (error.code === 'auth_expired' && of.step.work.connectionId) {
    const report = await reportAuthFailure(deps, {
      workspaceId: session.target.workspaceId,
      connectionId: of.step.work.connectionId,
      secretId,
      message: error.message,
    })
    // Refused with a key that has been replaced meanwhile: the new one gets its chance at once.
    if (report === 'replaced' && next.to === 'hold') return { status: 'retry', afterMs: 1 }
  }
  if (next.to === 'fail') return { status: 'failed', code: error.code }
  if (next.to === 'retry') return { status: 'retry', afterMs: next.afterMs }
  return { status: 'held', reason: next.for }
}
