import type { Faults, RunRow, State, StepRow, Worker, WorkerName } from './protocol-state.ts'

export const WORKERS = ['A', 'B'] as const

export function spend(state: State, fault: keyof Faults): State {
  return { ...state, left: { ...state.left, [fault]: state.left[fault] - 1 } }
}

export function withRun(state: State, change: Partial<RunRow>): State {
  return { ...state, run: { ...state.run, ...change } }
}

export function withStep(state: State, step: StepRow, change: Partial<StepRow>): State {
  return { ...state, step: { ...step, ...change } }
}

export function withWorker(state: State, name: WorkerName, worker: Worker): State {
  return { ...state, workers: { ...state.workers, [name]: worker } }
}

/** Whoever is at this epoch's step is waited for no more. */
export function forsake(state: State, epoch: number): State {
  const left = (worker: Worker): Worker =>
    worker !== null && 'isAwaited' in worker && worker.epoch === epoch ? { ...worker, isAwaited: false } : worker
  return { ...state, workers: { A: left(state.workers.A), B: left(state.workers.B) } }
}
