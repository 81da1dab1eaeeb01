import type { Transition } from './explore.ts'
import type { Answer, Setting, State } from './protocol-state.ts'
import { REQUEUED } from './run-statements.ts'
import { spend, withRun, withStep, withWorker } from './state-changes.ts'

/** A request that is on its way is applied or refused once, and its answer arrives, or does not; or it is lost itself. */
export function vendorSteps({ vendor: { idempotency } }: Setting, state: State): Transition<State>[] {
  return state.vendor.inFlight.flatMap((request, index) => {
    const { vendor, left } = state
    const inFlight = vendor.inFlight.filter((_, at) => at !== index)
    const isRepeat = idempotency.kind !== 'none' && vendor.keys.includes(keyOf(idempotency.kind, request.generation))
    const seen = { ...vendor, inFlight }
    const applied = isRepeat
      ? seen
      : { ...seen, applied: seen.applied + 1, keys: [...seen.keys, keyOf(idempotency.kind, request.generation)] }
    const answered = (to: State, answer: Answer): State => {
      const worker = state.workers[request.by]
      const listens = worker?.at === 'sent' && worker.number === request.number
      return listens ? withWorker(to, request.by, { ...worker, at: 'answered', answer }) : to
    }
    const done = { ...state, vendor: applied }
    const steps: Transition<State>[] = [{ name: 'vendor applies', isFault: false, to: answered(done, 'done') }]
    if (left.losses > 0) {
      steps.push({ name: 'vendor applies, its answer is lost', isFault: true, to: spend(done, 'losses') })
      steps.push({ name: 'request is lost', isFault: true, to: spend({ ...state, vendor: seen }, 'losses') })
    }
    if (left.refusals > 0 && !isRepeat) {
      const refused = spend({ ...state, vendor: seen }, 'refusals')
      steps.push({ name: 'vendor refuses', isFault: true, to: answered(refused, 'refused') })
    }
    return steps
  })
}

/** A natural key is the thing itself, whatever the generation. */
const keyOf = (kind: Setting['vendor']['idempotency']['kind'], generation: number): number =>
  kind === 'natural' ? 0 : generation

export function personSteps(state: State): Transition<State>[] {
  const { run, step, left } = state
  const steps: Transition<State>[] = []
  if (state.hasOpenQuestion && step !== null) {
    const answered = { ...state, hasOpenQuestion: false }
    const done = withStep(answered, step, { state: 'succeeded', sent: false, releaseRequested: true })
    // Who looks there and sees it says that it is done; who sees nothing has it sent again.
    if (state.vendor.applied > 0) steps.push({ name: 'decide: done', isFault: false, to: done })
    else {
      const generation = step.generation + 1
      const more = {
        state: 'retrying',
        generation,
        roundFrom: step.attempts,
        sent: false,
        releaseRequested: true,
      } as const
      const to = { ...withStep(answered, step, more), again: state.again + 1 }
      steps.push({ name: 'decide: again', isFault: false, to })
    }
  }
  if (!run.finished && !run.cancelRequested && left.cancels > 0) {
    const change = { cancelRequested: true, epoch: run.epoch + 1, lease: null, state: 'running' } as const
    steps.push({ name: 'requestCancel', isFault: true, to: spend(withRun(state, change), 'cancels') })
  }
  if (run.finished && run.state !== 'succeeded' && left.retries > 0) {
    const requeued = spend(withRun(state, REQUEUED(state)), 'retries')
    const isOver = step !== null && (step.state === 'failed' || step.state === 'cancelled')
    const to = isOver ? withStep(requeued, step, { state: 'retrying', roundFrom: step.attempts }) : requeued
    steps.push({ name: 'requeueRun (a new round)', isFault: true, to })
  }
  return steps
}
