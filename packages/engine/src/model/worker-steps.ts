import { type Judgement, judgeAttempt } from '../activities/judge-attempt.ts'
import type { Transition } from './explore.ts'
import type { Answer, Protocol, Result, Setting, State, StepRow, Worker, WorkerName } from './protocol-state.ts'
import { finishRun } from './run-statements.ts'
import { spend, withRun, withStep, withWorker } from './state-changes.ts'

type At<K extends NonNullable<Worker>['at']> = Extract<NonNullable<Worker>, { at: K }>
type Of<K extends NonNullable<Worker>['at']> = { name: WorkerName; worker: At<K>; setting: Setting; state: State }

/** What a process that leases runs and works on steps can do next; dying is always one of them. */
export function workerSteps(setting: Setting, state: State, name: WorkerName): Transition<State>[] {
  const worker = state.workers[name]
  if (worker === null) return [...leaseRuns(state, name), ...pollWorkflows(state, name)]
  const steps = workOn(setting, state, { name, worker })
  if (state.left.crashes > 0) {
    steps.push({ name: `worker dies ${worker.at}`, isFault: true, to: spend(withWorker(state, name, null), 'crashes') })
  }
  return steps
}

function workOn(setting: Setting, state: State, { name, worker }: { name: WorkerName; worker: NonNullable<Worker> }) {
  switch (worker.at) {
    case 'leased':
      return [startWorkflow({ name, worker, setting, state })]
    case 'started':
      return [markRunsStarted({ name, worker, setting, state })]
    case 'read':
      return [settleOrBegin({ name, worker, setting, state })]
    case 'settled':
      return [beginAttempt({ name, worker, setting, state })]
    case 'intended':
      return [send({ name, worker, setting, state }), ...turnAway({ name, worker, setting, state })]
    case 'sent': {
      const waited = withWorker(state, name, { ...worker, at: 'answered', answer: 'no_answer' })
      const isUnderWay = state.vendor.inFlight.some(({ by, number }) => by === name && number === worker.number)
      if (!isUnderWay) return [{ name: 'the call times out', isFault: false, to: waited }]
      if (state.left.losses === 0) return []
      return [{ name: 'the call times out, the vendor is slow', isFault: true, to: spend(waited, 'losses') }]
    }
    case 'answered':
      return [finishAttempt({ name, worker, setting, state })]
    case 'written':
      return [completeActivity(state, name, worker)]
  }
}

function leaseRuns(state: State, name: WorkerName): Transition<State>[] {
  const { run } = state
  if (run.state !== 'queued') return []
  const leased = withWorker(withRun(state, { lease: name }), name, { at: 'leased', epoch: run.epoch })
  if (run.lease === null) return [{ name: 'lease_runs', isFault: false, to: leased }]
  // The holder is dead, or slow: its lease ends either way.
  const holder = state.workers[run.lease]
  const isDead = holder === null || (holder.at !== 'leased' && holder.at !== 'started')
  if (isDead) return [{ name: 'lease_runs (a dead holder’s)', isFault: false, to: leased }]
  if (state.left.expiries === 0) return []
  return [{ name: 'lease_runs (a slow holder’s)', isFault: true, to: spend(leased, 'expiries') }]
}

function startWorkflow({ name, worker, state }: Of<'leased'>): Transition<State> {
  const { epoch } = worker
  const exists = state.workflows.some((other) => other.epoch === epoch)
  const fresh = { epoch, isRunning: true, at: 'ready', end: 'succeeded' } as const
  const to = { ...state, workflows: exists ? state.workflows : [...state.workflows, fresh] }
  return { name: 'workflow.start', isFault: false, to: withWorker(to, name, { at: 'started', epoch }) }
}

function markRunsStarted({ name, worker, state }: Of<'started'>): Transition<State> {
  const { run } = state
  const to =
    run.epoch === worker.epoch && run.state === 'queued' ? withRun(state, { state: 'running', lease: null }) : state
  return { name: 'mark_started_runs', isFault: false, to: withWorker(to, name, null) }
}

function pollWorkflows(state: State, name: WorkerName): Transition<State>[] {
  return state.workflows.flatMap((workflow, index) => {
    if (!workflow.isRunning) return []
    const become = (change: Partial<typeof workflow>): State => ({
      ...state,
      workflows: state.workflows.map((other, at) => (at === index ? { ...other, ...change } : other)),
    })
    if (workflow.at === 'ending') {
      const over = finishRun(become({ isRunning: false }), workflow)
      // The statement is committed before the workflow knows: dying in between repeats it.
      return [
        { name: 'finishRun', isFault: false, to: over },
        { name: 'finishRun, unheard', isFault: false, to: finishRun(state, workflow) },
      ]
    }
    if (workflow.at !== 'ready') return []
    const { epoch } = workflow
    const current = isCurrent(state, epoch)
    const read: Worker = current
      ? { at: 'read', epoch, isAwaited: true, known: state.step }
      : { at: 'written', epoch, isAwaited: true, result: 'stale' }
    const called = become({ at: 'called' })
    const begun = current && state.run.state === 'queued' ? withRun(called, { state: 'running', lease: null }) : called
    return [{ name: 'beginWork', isFault: false, to: withWorker(begun, name, read) }]
  })
}

const isCurrent = ({ run }: State, epoch: number): boolean =>
  run.epoch === epoch && !run.finished && !run.cancelRequested

/** What the activity does before its intent: answer from the checkpoint, or settle what an earlier attempt left open. */
function settleOrBegin({ name, worker, setting, state }: Of<'read'>): Transition<State> {
  const { known, epoch, isAwaited } = worker
  const answer = (result: Result): Transition<State> => ({
    name: 'checkpoint answers',
    isFault: false,
    to: withWorker(state, name, { at: 'written', epoch, isAwaited, result }),
  })
  if (known?.state === 'succeeded') return answer('succeeded')
  if (known?.state === 'failed') return answer('failed')
  if (known?.state === 'needs_attention' && !known.releaseRequested) return answer('held')
  if (known === null || !needsSettling(setting, known)) return beginAttempt({ name, worker, setting, state })
  const judgement = judge(setting, { known, answer: 'no_answer', tries: known.attempts - known.roundFrom })
  const goesOn = judgement.next.to === 'retry'
  const of = { number: known.attempts, generation: known.generation, answer: 'no_answer', judgement } as const
  const written = writeEnd(setting.protocol, state, of)
  const next: Worker =
    written === null
      ? { at: 'written', epoch, isAwaited, result: yieldTo(state, epoch) }
      : goesOn
        ? { ...worker, at: 'settled' }
        : { at: 'written', epoch, isAwaited, result: resultOf(judgement) }
  return { name: 'finishAttempt (cut off)', isFault: false, to: withWorker(written ?? state, name, next) }
}

function needsSettling(setting: Setting, known: StepRow): boolean {
  const wasCutOff = known.attempts > 0 && known.lastOutcome === null && known.state !== 'needs_attention'
  return wasCutOff || (known.sent && judge(setting, { known, answer: 'no_answer', tries: 0 }).next.to === 'hold')
}

function beginAttempt(of: Of<'read' | 'settled'>): Transition<State> {
  const { name, worker, setting, state } = of
  const { known, epoch, isAwaited } = worker
  const { step } = state
  const { checksEpoch, checksAttempts, keepsKeyAfterUnknown, writesIntentFirst } = setting.protocol
  const attemptsSoFar = known?.attempts ?? 0
  const isFree = !checksAttempts || ((step?.attempts ?? 0) === attemptsSoFar && step?.state !== 'succeeded')
  if ((checksEpoch && !isCurrent(state, epoch)) || !isFree) {
    const to = withWorker(state, name, { at: 'written', epoch, isAwaited, result: yieldTo(state, epoch) })
    return { name: 'beginAttempt refuses', isFault: false, to }
  }
  const number = (step?.attempts ?? 0) + 1
  const kept = known?.generation ?? 1
  const generation = keepsKeyAfterUnknown || !known?.sent ? kept : kept + 1
  const intent: StepRow = {
    state: 'running',
    attempts: number,
    roundFrom: step?.roundFrom ?? 0,
    generation,
    sent: true,
    releaseRequested: false,
    lastOutcome: null,
  }
  const to: State = {
    ...state,
    step: writesIntentFirst ? intent : step,
    staleIntent: state.staleIntent || !isCurrent(state, epoch),
    repeats: state.repeats + (known?.sent && setting.vendor.idempotency.kind === 'none' ? 1 : 0),
  }
  const next: Worker = { at: 'intended', epoch, isAwaited, known, number, generation }
  return { name: 'beginAttempt', isFault: false, to: withWorker(to, name, next) }
}

function send({ name, worker, state }: Of<'intended'>): Transition<State> {
  const { number, generation } = worker
  const inFlight = [...state.vendor.inFlight, { by: name, number, generation }]
  const unannounced = state.unannounced || state.step === null || state.step.attempts < number
  const to = { ...state, unannounced, vendor: { ...state.vendor, inFlight } }
  return { name: 'the call leaves', isFault: false, to: withWorker(to, name, { ...worker, at: 'sent' }) }
}

/** The intent stands, and nothing leaves. */
function turnAway({ name, worker, state }: Of<'intended'>): Transition<State>[] {
  if (state.left.turnedAway === 0) return []
  const to = withWorker(state, name, { ...worker, at: 'answered', answer: 'turned_away' })
  return [{ name: 'the call is turned away', isFault: true, to: spend(to, 'turnedAway') }]
}

function finishAttempt({ name, worker, setting, state }: Of<'answered'>): Transition<State> {
  const { known, number, generation, answer, epoch, isAwaited } = worker
  const tries = number - (known?.roundFrom ?? 0)
  const judgement = judge(setting, { known, answer, tries })
  const written = writeEnd(setting.protocol, state, { number, generation, answer, judgement })
  const result = written === null ? yieldTo(state, epoch) : answer === 'done' ? 'succeeded' : resultOf(judgement)
  const to = withWorker(written ?? state, name, { at: 'written', epoch, isAwaited, result })
  return { name: written === null ? 'finishAttempt comes late' : 'finishAttempt', isFault: false, to }
}

/** The statement of `finishAttempt`; null when a newer attempt has taken over. */
function writeEnd(
  protocol: Protocol,
  state: State,
  end: { number: number; generation: number; answer: Answer; judgement: Judgement },
): State | null {
  const { step, run } = state
  const open = ['running', 'cancelled', 'retrying', 'needs_attention']
  if (step === null || step.attempts !== end.number || !open.includes(step.state)) return null
  const { next, unresolved, newGeneration } = end.judgement
  const done = end.answer === 'done'
  if (protocol.endsOwnGeneration && step.generation !== end.generation && !done) return null
  const to = done ? 'succeeded' : next.to === 'fail' ? 'failed' : next.to === 'hold' ? 'needs_attention' : 'retrying'
  const isEnded = to === 'succeeded' || to === 'failed'
  const outcome = done ? 'succeeded' : end.answer === 'no_answer' ? 'unknown' : 'failed'
  const asks = to === 'needs_attention' && !run.finished
  const settles = protocol.answersSettleQuestions && step.state === 'needs_attention' && to !== 'needs_attention'
  return {
    ...withStep(state, step, {
      state: !isEnded && run.finished ? 'cancelled' : to,
      generation: newGeneration ? end.generation + 1 : end.generation,
      sent: !done && unresolved && step.sent,
      lastOutcome: step.lastOutcome ?? outcome,
      releaseRequested: step.releaseRequested || settles,
    }),
    hasOpenQuestion: (state.hasOpenQuestion && !settles) || asks,
  }
}

function yieldTo(state: State, epoch: number): Result {
  return isCurrent(state, epoch) ? 'threw' : 'stale'
}

const resultOf = ({ next }: Judgement): Result =>
  next.to === 'fail' ? 'failed' : next.to === 'hold' ? 'held' : 'retry'

const CODES = {
  no_answer: 'unknown_outcome',
  turned_away: 'invalid_input',
  refused: 'upstream',
  done: 'upstream',
} as const

/** The product's own rules, with what the model knows of the attempt. */
function judge(setting: Setting, of: { known: StepRow | null; answer: Answer; tries: number }): Judgement {
  const { vendor, maxAttempts } = setting
  const policy = { maxAttempts, initialDelayMs: 0, backoff: 1, maxDelayMs: 0, timeoutMs: 1 }
  return judgeAttempt({
    code: CODES[of.answer],
    retryAfterMs: null,
    keySpent: false,
    settles: false,
    reached: of.answer !== 'turned_away',
    writes: true,
    idempotency: vendor.idempotency,
    onUnknown: vendor.onUnknown,
    onAuthFailure: 'fail',
    policy: { ...policy, retryOn: ['upstream', 'unknown_outcome'] },
    tries: of.tries,
    unresolvedBefore: of.known?.sent ?? false,
    keyAgeMs: 0,
    cutOffMs: 0,
  })
}

/** The engine takes an answer only from the attempt that it waits for. */
function completeActivity(
  state: State,
  name: WorkerName,
  { epoch, isAwaited, result }: At<'written'>,
): Transition<State> {
  const workflows = state.workflows.map((workflow): (typeof state.workflows)[number] => {
    const waits = isAwaited && workflow.epoch === epoch && workflow.at === 'called'
    if (!waits || !workflow.isRunning) return workflow
    if (result === 'retry' || result === 'threw') return { ...workflow, at: 'ready' }
    if (result === 'held') return { ...workflow, at: 'held' }
    return { ...workflow, at: 'ending', end: result === 'stale' ? 'cancelled' : result }
  })
  return { name: 'activity completes', isFault: false, to: withWorker({ ...state, workflows }, name, null) }
}
