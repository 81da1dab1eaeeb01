import type { State, Workflow } from './protocol-state.ts'

/** What `requeueRun` does to the run's row. */
export const REQUEUED = ({ run }: State): Partial<State['run']> => ({
  epoch: run.epoch + 1,
  state: 'queued',
  finished: false,
  cancelRequested: false,
  lease: null,
})

/** One statement: the end, and an honest word on what was cut off. The state as it is when the run is not this epoch's. */
export function finishRun(state: State, of: { epoch: number; end: Workflow['end'] }): State {
  const { run, step } = state
  const owned = !run.finished && (run.epoch === of.epoch || (run.cancelRequested && run.epoch === of.epoch + 1))
  if (!owned) return state
  const end = run.cancelRequested && of.end !== 'succeeded' ? 'cancelled' : of.end
  const isOpen =
    step !== null && (step.state === 'running' || step.state === 'retrying' || step.state === 'needs_attention')
  const cut =
    step === null ? null : { ...step, lastOutcome: step.attempts > 0 ? (step.lastOutcome ?? 'aborted') : null }
  return {
    ...state,
    run: { ...run, state: end, finished: true, lease: null },
    step: cut === null ? null : isOpen ? { ...cut, state: 'cancelled' } : cut,
    hasOpenQuestion: false,
  }
}
