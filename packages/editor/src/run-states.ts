import type { State } from '@patchbay/ui/state'
import type { StepState } from './step-state.ts'

/** One step of one run, as the API gives it; several rows of one step are its iterations in a loop. */
export type StepRunRow = {
  stepId: string
  state: State
  /** `[]` outside loops. */
  iteration: readonly number[]
  attempts: number
  maxAttempts?: number | null
  /** A try is on its way now. */
  underWay?: boolean
  port?: string | null
  detail?: string | null
  /** ISO 8601. */
  startedAt?: string | null
  endedAt?: string | null
}

/** By step. A step in a loop sums up its iterations: its state is the loudest of theirs. */
export function statesFromStepRuns(rows: readonly StepRunRow[]): Record<string, StepState> {
  const bySteps = new Map<string, StepRunRow[]>()
  for (const row of rows) bySteps.set(row.stepId, [...(bySteps.get(row.stepId) ?? []), row])
  return Object.fromEntries([...bySteps].map(([id, group]) => [id, summed(group)]))
}

const loudness: readonly State[] = [
  'attention',
  'failed',
  'retrying',
  'running',
  'waiting',
  'queued',
  'cancelled',
  'succeeded',
  'skipped',
]

function summed(rows: readonly StepRunRow[]): StepState {
  const loudest = [...rows].sort((a, b) => loudness.indexOf(a.state) - loudness.indexOf(b.state))[0]
  if (loudest === undefined) return { state: 'queued' }
  const one: StepState = {
    state: loudest.state,
    tries: Math.max(...rows.map((row) => row.attempts)),
    underWay: rows.some((row) => row.underWay === true),
    port: loudest.port ?? null,
    startedAt: loudest.startedAt ?? null,
    tookMs: tookMs(rows),
    ...(typeof loudest.maxAttempts === 'number' ? { maxTries: loudest.maxAttempts } : {}),
    ...(typeof loudest.detail === 'string' ? { detail: loudest.detail } : {}),
  }
  if (rows.length < 2) return one
  const of = (state: State) => rows.filter((row) => row.state === state).length
  return { ...one, iterations: { done: of('succeeded') + of('skipped'), failed: of('failed'), total: rows.length } }
}

/** From the first start to the last end; `null` while one is open. */
function tookMs(rows: readonly StepRunRow[]): number | null {
  const starts = rows.flatMap((row) => (typeof row.startedAt === 'string' ? [Date.parse(row.startedAt)] : []))
  const ends = rows.flatMap((row) => (typeof row.endedAt === 'string' ? [Date.parse(row.endedAt)] : []))
  return starts.length === 0 || ends.length < rows.length ? null : Math.max(...ends) - Math.min(...starts)
}
