import type { Transition } from './explore.ts'
import { personSteps, vendorSteps } from './outside-steps.ts'
import type { Setting, State, Workflow } from './protocol-state.ts'
import { finishRun, REQUEUED } from './run-statements.ts'
import { forsake, spend, WORKERS, withRun } from './state-changes.ts'
import { workerSteps } from './worker-steps.ts'

/**
 * Every step that any party can take next. A transition that stands for a statement of the database is named by the
 * function that makes it; what a process does between two of them is a transition, too, so that it can die there.
 */
export function nextSteps(setting: Setting, state: State): Transition<State>[] {
  return [
    ...WORKERS.flatMap((worker) => workerSteps(setting, state, worker)),
    ...vendorSteps(setting, state),
    ...engineSteps(state),
    ...reconcilerSteps(state),
    ...personSteps(state),
  ]
}

/** What the durable engine does by itself. */
function engineSteps(state: State): Transition<State>[] {
  return state.workflows.flatMap((workflow, index) => {
    if (!workflow.isRunning) return []
    const steps: Transition<State>[] = []
    const become = (change: Partial<Workflow>): State['workflows'] =>
      state.workflows.map((other, at) => (at === index ? { ...other, ...change } : other))
    const holder = WORKERS.find((name) => {
      const worker = state.workers[name]
      return worker !== null && 'isAwaited' in worker && worker.isAwaited && worker.epoch === workflow.epoch
    })
    if (workflow.at === 'called') {
      const again = forsake({ ...state, workflows: become({ at: 'ready' }) }, workflow.epoch)
      // Of a dead worker nobody hears; of a live one that is frozen, neither: the engine cannot tell them apart.
      if (holder === undefined) steps.push({ name: 'heartbeat time-out of a dead worker', isFault: false, to: again })
      else if (state.left.timeOuts > 0) {
        steps.push({ name: 'heartbeat time-out of a frozen worker', isFault: true, to: spend(again, 'timeOuts') })
      }
    }
    if (workflow.at === 'held' && state.step?.releaseRequested) {
      steps.push({ name: 'release signal', isFault: false, to: { ...state, workflows: become({ at: 'ready' }) } })
    }
    if (state.run.cancelRequested && workflow.at !== 'ending' && holder === undefined) {
      const to = { ...state, workflows: become({ at: 'ending', end: 'cancelled' }) }
      steps.push({ name: 'cancel reaches the workflow', isFault: false, to })
    }
    if (state.left.vanished > 0) {
      steps.push({
        name: 'workflow vanishes',
        isFault: true,
        to: spend({ ...state, workflows: become({ isRunning: false }) }, 'vanished'),
      })
    }
    return steps
  })
}

function reconcilerSteps(state: State): Transition<State>[] {
  const { run } = state
  if (run.finished) return []
  const steps: Transition<State>[] = []
  const isRunning = state.workflows.some(({ epoch, isRunning: is }) => is && epoch === run.epoch)
  if (run.state === 'running' && !run.cancelRequested && !isRunning) {
    steps.push({ name: 'takeOverRun', isFault: false, to: withRun(state, REQUEUED(state)) })
  }
  if (run.cancelRequested) {
    const workflows = state.workflows.map((one) => (one.epoch === run.epoch - 1 ? { ...one, isRunning: false } : one))
    const to = finishRun({ ...state, workflows }, { epoch: run.epoch, end: 'cancelled' })
    steps.push({ name: 'finishRun (unanswered cancel)', isFault: false, to })
  }
  return steps
}
