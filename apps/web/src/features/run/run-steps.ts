import { type StepRunRow, statesFromStepRuns } from '@patchbay/editor/run-states'
import type { StepStates } from '@patchbay/editor/step-state'
import type { State } from '@patchbay/ui/state'
import type { RunDetail, Step, StepRunView } from '../../trpc/types.ts'
import { errorWords } from '../shared/error-words.ts'
import { stateOf } from '../shared/states.ts'

/** Steps as they run: what starts it, then plan order, those inside a loop or a parallel after it. */
export function orderedSteps(run: Pick<RunDetail, 'document' | 'strip'>): Step[] {
  const byId = new Map(run.document.steps.map((step) => [step.id, step]))
  const starts = run.document.steps.filter((step) => step.kind === 'trigger').map((step) => step.id)
  const listed = [...starts, ...run.strip.map((jack) => jack.stepId)]
  const placed = new Set<string>()
  const out: Step[] = []
  const place = (id: string) => {
    const step = byId.get(id)
    if (step === undefined || placed.has(id)) return
    placed.add(id)
    out.push(step)
    for (const child of run.document.steps) if (child.parent === id) place(child.id)
  }
  for (const id of listed) place(id)
  for (const step of run.document.steps) if (step.parent === undefined) place(step.id)
  return out
}

/** What the canvas lays over the flow. */
export function canvasStates(run: Pick<RunDetail, 'steps' | 'document'>): StepStates {
  // There is a run, so what starts it has happened.
  const starts = run.document.steps.filter((step) => step.kind === 'trigger')
  return {
    ...Object.fromEntries(starts.map((step) => [step.id, { state: 'succeeded' as const, port: 'out' }])),
    ...statesFromStepRuns(run.steps.map((step) => rowOf(step, run.document))),
  }
}

function rowOf(step: StepRunView, document: RunDetail['document']): StepRunRow {
  const drawn = document.steps.find((each) => each.id === step.stepId)
  const maxAttempts = drawn?.kind === 'action' ? (drawn.policy?.maxAttempts ?? null) : null
  return {
    stepId: step.stepId,
    state: stateOf(step.state),
    iteration: step.iteration === '' ? [] : step.iteration.split('.').map(Number),
    attempts: step.attempts.length,
    maxAttempts,
    underWay: step.attempts.some((attempt) => attempt.outcome === null && attempt.finishedAt === null),
    port: step.port,
    detail: step.state === 'skipped' ? (step.notes[0] ?? null) : step.error === null ? null : errorWords(step.error),
    startedAt: step.startedAt.toISOString(),
    endedAt: step.finishedAt?.toISOString() ?? null,
  }
}

const PRESSING: readonly State[] = ['attention', 'failed', 'retrying', 'running', 'waiting']

/** The step a person came for: the one that needs them, else what goes on, else where it ended. */
export function pressingStep(run: Pick<RunDetail, 'steps'>): string | null {
  for (const state of PRESSING) {
    const found = run.steps.find((step) => stateOf(step.state) === state)
    if (found !== undefined) return found.stepId
  }
  const done = run.steps.filter((step) => step.state === 'succeeded')
  return done.toSorted((a, b) => (a.finishedAt?.getTime() ?? 0) - (b.finishedAt?.getTime() ?? 0)).at(-1)?.stepId ?? null
}

/** A step's rows: one outside loops, one an item inside. */
export function stepRunsOf(run: Pick<RunDetail, 'steps'>, stepId: string): StepRunView[] {
  return run.steps
    .filter((step) => step.stepId === stepId)
    .toSorted((a, b) => compareIterations(a.iteration, b.iteration))
}

function compareIterations(a: string, b: string): number {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** "Item 3", "Item 2, part 1": positions in the loops around it, counted from one. */
export function iterationWords(iteration: string): string {
  const [first, ...rest] = iteration.split('.').map((position) => Number(position) + 1)
  return [`Item ${first}`, ...rest.map((position) => `part ${position}`)].join(', ')
}
