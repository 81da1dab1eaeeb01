import { ConnectorError } from '@patchbay/connector-sdk'
import { loadConnection } from '@patchbay/core/connections/load-connection'
import { reportAuthFailure } from '@patchbay/core/connections/report-auth-failure'
import { tooLarge } from '@patchbay/core/payloads/too-large'
import { type BegunAttempt, beginAttempt } from '@patchbay/core/runs/begin-attempt'
import { finishAttempt } from '@patchbay/core/runs/finish-attempt'
import { isCurrent } from '@patchbay/core/runs/is-current'
import type { KnownStep } from '@patchbay/core/runs/load-steps'
import { noPatience } from '@patchbay/core/runs/patience'
import type { Json } from '@patchbay/flow/json'
import type { StepResult } from '@patchbay/scheduler/host'
import type { ActionStep, ActionWork } from './action-step.ts'
import { failedEnd, succeededEnd } from './attempt-end.ts'
import { type CallOutcome, type ConnectorCall, callConnector } from './call-connector.ts'
import { checkpointedOnce } from './checkpointed-once.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { describeError } from './describe-error.ts'
import { finalFailure } from './final-failure.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { type Judgement, judgeAttempt, settlingMs } from './judge-attempt.ts'
import { openAccess } from './open-access.ts'
import { overLimit } from './over-limit.ts'
import { type ResolvedInput, resolveInput, resultOfFinal } from './resolve-input.ts'
import { knownStep, nodeOf, type RunSession, remember } from './run-session.ts'

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
  const waiting =
    known && ((await stillWaiting(deps, session, { known, work: step.work })) ?? stillComing(step.work, known))
  if (waiting) return waiting
  if (known && (wasCutOff(known) || mayNotResend(step.work, known))) {
    const settled = await settleUnknown(deps, session, { step, known })
    if (settled) return settled
  }
  const resolved: ResolvedInput =
    known?.input == null ? await resolveInput(deps, session, step) : { ok: true, input: known.input, notes: [] }
  if (!resolved.ok) return resolved.result
  const { input } = resolved
  const { workspaceId, runId } = session.target
  const generation = known?.generation ?? 1
  const key = idempotencyKey({
    workspaceId,
    deliveryId: session.run.deliveryId,
    itemIndex: session.run.itemIndex,
    ...nodeOf(session, step.ref).place,
    generation,
  })
  // Before the intent stands: should the credential be out of reach, nothing was sent and there is nothing to settle.
  const access = await openAccess(deps, workspaceId, {
    id: step.work.connectionId,
    fresh: (known?.attempts ?? 0) > 0,
  })
  const begun = await beginAttempt(deps.db, session.target, {
    place: nodeOf(session, step.ref).place,
    kind: 'action',
    effect: step.work.effect,
    connectionId: step.work.connectionId,
    newInput: known?.input == null ? input : null,
    inputNotes: resolved.notes,
    generation,
    idempotencyKey: key,
    attemptsSoFar: known?.attempts ?? 0,
    earlier: session.unwritten.splice(0),
  })
  if (!begun) return yieldTo(deps, session)
  const calledAt = performance.now()
  const call = callOf(session, step, { known, begun, input, idempotencyKey: key })
  const once = checkpointedOnce(deps, {
    place: { workspaceId, runId, stepRunId: begun.stepRunId, generation },
    patience: begun.patience,
  })
  const outcome = await callConnector(deps, access, { ...call, once })
  if (outcome.ok) return recordSuccess(deps, session, { step, begun, outcome })
  const judgement = judge(step.work, {
    outcome,
    known,
    tries: begun.number - (known?.roundFrom ?? 0),
    idempotencyKey: key,
    cutOffMs: step.signal.aborted ? leftOfCall(step.work, performance.now() - calledAt) : 0,
  })
  return conclude(deps, session, { step, judgement, outcome, begun, signal: step.signal })
}

const callOf = (
  session: RunSession,
  { work, signal }: ActionStep,
  of: { known: KnownStep | null; begun: BegunAttempt; input: Json; idempotencyKey: string },
): Omit<ConnectorCall, 'once'> => ({
  workspaceId: session.target.workspaceId,
  connector: work.connector,
  action: work.action,
  connectionId: work.connectionId,
  input: of.input,
  idempotencyKey: of.idempotencyKey,
  attempt: of.begun.number,
  afterUnknown: writes(work) && of.known?.sentAt != null,
  timeoutMs: work.policy.timeoutMs,
  signal,
  now: session.run.constants.now,
})

async function recordSuccess(
  deps: ActivityDependencies,
  session: RunSession,
  of: { step: ActionStep; begun: BegunAttempt; outcome: Extract<CallOutcome, { ok: true }> },
): Promise<StepResult> {
  const { step, begun, outcome } = of
  const { generation } = begun
  const large = tooLarge(deps.db, 'output', outcome.output)
  const over = large === null ? null : await overLimit(deps, session, { step, outcome, error: large, generation })
  const written = await finishAttempt(deps.db, session.target, begun, over?.end ?? succeededEnd(outcome, generation))
  if (written === 'late') return yieldTo(deps, session)
  const output = over === null ? outcome.output : over.output
  if (output !== undefined) remember(session, step.ref, output)
  return over?.result ?? { status: 'succeeded', port: 'out' }
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
  const unsure = known.sentAt !== null ? ({ unsure: true } as const) : {}
  if (known.error?.code !== 'auth_expired') return { status: 'held', reason: 'decision', ...unsure }
  const connection = work.connectionId
    ? await loadConnection(deps.db, session.target.workspaceId, work.connectionId)
    : null
  // One that was revoked is mended by nobody: the step goes on, to fail for that.
  return connection === null || connection.state === 'working'
    ? null
    : { status: 'held', reason: 'connection', ...unsure }
}

/**
 * The vendor may still be at a call that went unanswered, and a look-up would come too early. Whoever calls before the
 * time is over, after a pause or a crash, waits for the rest of it; so does a new round after a cancel, which has
 * forgotten when the next try was due.
 */
function stillComing(work: ActionWork, known: KnownStep): StepResult | null {
  if (work.idempotency.kind !== 'lookup' || known.state !== 'retrying' || known.sentAt === null) return null
  const { lastBegunMsAgo, lastOutcome } = known
  const comingMs =
    lastOutcome === 'aborted' && lastBegunMsAgo !== null
      ? work.policy.timeoutMs + settlingMs(work.policy) - Math.max(0, lastBegunMsAgo)
      : 0
  const afterMs = Math.ceil(Math.max(comingMs, known.nextTryInMs ?? 0))
  return afterMs > 0 ? { status: 'retry', afterMs, unsure: true } : null
}

/** What is left of the time that a call had. */
const leftOfCall = ({ policy }: ActionWork, sinceMs: number): number =>
  Math.min(policy.timeoutMs, Math.max(0, policy.timeoutMs - sinceMs))

/** Its last attempt has no outcome: the worker died under it, or is frozen and may still be at it. */
const wasCutOff = (known: KnownStep): boolean =>
  known.attempts > 0 && known.lastOutcome === null && known.state !== 'needs_attention'

/** A write that may have been applied, taken up again by a retry: its key may have aged, or it never had one. */
const mayNotResend = (work: ActionWork, known: KnownStep): boolean => {
  if (!writes(work) || known.sentAt === null) return false
  const outcome = unanswered('An earlier call may have been applied.')
  return judge(work, { outcome, known, tries: 0, idempotencyKey: known.idempotencyKey, cutOffMs: 0 }).next.to === 'hold'
}

/** Null when the next attempt may go out at once. */
async function settleUnknown(
  deps: ActivityDependencies,
  session: RunSession,
  { step, known }: { step: ActionStep; known: KnownStep },
): Promise<StepResult | null> {
  const outcome = unanswered('The call was cut off while it was under way, so its outcome is unknown.')
  const judgement = judge(step.work, {
    outcome,
    known,
    tries: known.attempts - known.roundFrom,
    idempotencyKey: known.idempotencyKey,
    cutOffMs: leftOfCall(step.work, known.lastBegunMsAgo ?? 0),
  })
  // A look-up must not come before the vendor has worked off the call that was cut off.
  if (judgement.next.to === 'retry' && step.work.idempotency.kind !== 'lookup') judgement.next.afterMs = 0
  const begun: BegunAttempt = {
    ...{ stepRunId: known.id, number: known.attempts, generation: known.generation },
    // Nothing is held here that the next to come could not find as well.
    patience: noPatience(),
  }
  const result = await conclude(deps, session, { step, judgement, outcome, begun, signal: null })
  return result.status === 'retry' && judgement.next.to === 'retry' && judgement.next.afterMs === 0 ? null : result
}

/** What is known of a call of which nobody has heard. */
const unanswered = (message: string): Failed => ({
  ok: false,
  error: new ConnectorError('unknown_outcome', message),
  reached: false,
  log: [],
  secretId: null,
})

function judge(
  work: ActionWork,
  of: {
    outcome: Failed
    known: KnownStep | null
    tries: number
    idempotencyKey: string | null
    cutOffMs: number
  },
): Judgement {
  const { known } = of
  const { error, reached } = of.outcome
  const sameKey = known?.idempotencyKey != null && known.idempotencyKey === of.idempotencyKey
  return judgeAttempt({
    code: error.code,
    retryAfterMs: error.details.retryAfterMs ?? null,
    keySpent: error.details.keySpent ?? false,
    settles: error.details.settles ?? false,
    reached,
    writes: writes(work),
    idempotency: work.idempotency,
    onUnknown: work.onUnknown,
    // Without a connection there is nothing that could be mended.
    onAuthFailure: work.connectionId === null ? 'fail' : work.onAuthFailure,
    policy: work.policy,
    tries: of.tries,
    unresolvedBefore: known?.sentAt != null,
    keyAgeMs: sameKey ? (known.keyUsedMsAgo ?? 0) : 0,
    cutOffMs: of.cutOffMs,
  })
}

type Failed = Extract<CallOutcome, { ok: false }>

type Concluding = {
  step: ActionStep
  judgement: Judgement
  outcome: Failed
  begun: BegunAttempt
  /** Null for an attempt that nobody is at any more. */
  signal: AbortSignal | null
}

/** Writes down a failed attempt, and says how the step goes on. */
async function conclude(deps: ActivityDependencies, session: RunSession, of: Concluding): Promise<StepResult> {
  const { step, judgement, outcome, begun, signal } = of
  const { next } = judgement
  const final =
    next.to === 'fail' ? await finalFailure(deps, session, { step, error: describeError(outcome.error) }) : null
  const end = failedEnd(step, outcome, { judgement, final, generation: begun.generation, signal })
  if ((await finishAttempt(deps.db, session.target, begun, end)) === 'late') return yieldTo(deps, session)
  if (final?.kind === 'default') remember(session, step.ref, final.output)
  const { error, secretId } = outcome
  if (error.code === 'auth_expired' && step.work.connectionId) {
    const report = await reportAuthFailure(deps, {
      workspaceId: session.target.workspaceId,
      connectionId: step.work.connectionId,
      secretId,
      message: error.message,
    })
    // Refused with a key that has been replaced meanwhile: the new one gets its chance at once.
    if (report === 'replaced' && next.to === 'hold') return { status: 'retry', afterMs: 1 }
  }
  if (final !== null) return resultOfFinal(final.kind, error.code)
  const unsure = judgement.unresolved ? ({ unsure: true } as const) : {}
  if (next.to === 'hold') return { status: 'held', reason: next.for, ...unsure }
  return { status: 'retry', afterMs: next.to === 'retry' ? next.afterMs : 0, ...unsure }
}
