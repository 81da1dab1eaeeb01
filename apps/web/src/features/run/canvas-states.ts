import { type StepRunRow, statesFromStepRuns } from '@patchbay/editor/run-states'
import type { StepState, StepStates } from '@patchbay/editor/step-state'
import { graphOf } from '@patchbay/flow/graph'
import type { State } from '@patchbay/ui/state'
import type { RunDetail, StepRunView } from '../../trpc/types.ts'
import { errorWords } from '../shared/error-words.ts'
import { isOpen, stateOf } from '../shared/states.ts'
import { contentOf, isContainer, passesAround } from './run-steps.ts'
import { closedWays } from './ways-closed.ts'

type Shown = Pick<
  RunDetail,
  'state' | 'document' | 'steps' | 'tallies' | 'items' | 'decisions' | 'unwindingAt' | 'cancelRequestedAt'
>

/** A run as the server told it is never changed in place, and many parts of its page ask. */
const worked = new WeakMap<Shown, StepStates>()

/** What the canvas lays over the flow. `item`: the rows of one item, which is then shown instead of the sum of all. */
export function canvasStates(run: Shown, item: readonly StepRunView[] | null = null): StepStates {
  if (item !== null) return statesOf(run, item)
  const states = worked.get(run) ?? statesOf(run, null)
  worked.set(run, states)
  return states
}

function statesOf(run: Shown, item: readonly StepRunView[] | null): StepStates {
  const states: Record<string, StepState> = {}
  // There is a run, so what starts it has happened.
  for (const { id, kind } of run.document.steps)
    if (kind === 'trigger') states[id] = { state: 'succeeded', port: 'out' }
  const single = run.steps.filter(({ stepId, iteration }) => iteration === '' || !hasTally(run, stepId))
  Object.assign(states, statesFromStepRuns(single.map((row) => rowOf(row, run.document))))
  Object.assign(states, tallied(run))
  if (item !== null)
    Object.assign(states, statesFromStepRuns(item.filter(isNoVerdict).map((row) => rowOf(row, run.document))))
  // A step that succeeded may still ask whether it is to be undone.
  for (const { state, stepRunId } of run.decisions) {
    const asking = state === 'open' ? run.steps.find(({ id }) => id === stepRunId) : undefined
    if (asking !== undefined) states[asking.stepId] = { ...states[asking.stepId], state: 'attention' }
  }
  // From the inside out: a container is what is inside it.
  const containers = run.document.steps.filter(isContainer)
  const depth = (id: string) => passesAround(run, id).length
  for (const { id } of containers.toSorted((a, b) => depth(b.id) - depth(a.id))) {
    const state = containerState(run, id, states)
    if (state !== null) states[id] = state
  }
  return { ...states, ...unusedUndos(run, states), ...closedWays(run, states) }
}

const hasTally = (run: Shown, stepId: string) => run.tallies.some((tally) => tally.stepId === stepId)

/** A repeat's row at the iteration of a pass says whether it goes on, and is no step of its own. */
const isNoVerdict = ({ kind, iteration }: StepRunView) => kind !== 'repeat' || iteration === ''

function tallied(run: Shown): StepStates {
  return Object.fromEntries(
    run.tallies.flatMap(({ stepId, states, tries, startedAt, finishedAt }): [string, StepState][] => {
      if (run.items.some((items) => items.stepId === stepId)) return []
      const total = sum(states)
      const around = passesAround(run, stepId)
      const all =
        around.length === 1 ? (run.items.find((items) => items.stepId === around[0]?.id)?.total ?? null) : null
      const pressing = run.steps.find((row) => row.stepId === stepId && row.error !== null)
      const toCome = isOpen(run.state) && all !== null && doneOf(states) + (states.failed ?? 0) < all
      const loud = loudest(states)
      // Between two items it rests, but it is not done.
      const state = toCome && loud === 'succeeded' ? 'running' : loud
      return [
        [
          stepId,
          {
            state,
            tries,
            startedAt: startedAt.toISOString(),
            tookMs: finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime(),
            underWay: (states.running ?? 0) > 0,
            port: state === 'succeeded' ? 'out' : null,
            ...(pressing?.error && state === stateOf(pressing.state) ? { detail: errorWords(pressing.error) } : {}),
            ...(around.some(({ kind }) => kind === 'loop') && (all ?? total) > 1
              ? { iterations: { done: doneOf(states), failed: states.failed ?? 0, total: all ?? total } }
              : {}),
          },
        ],
      ]
    }),
  )
}

/** Its own row is written as soon as it begins: whether it is over, what is inside and what comes after tells. */
function containerState(run: Shown, id: string, states: StepStates): StepState | null {
  const own = states[id]
  if (own === undefined || own.state !== 'succeeded') return own ?? null
  const inside = contentOf(run, id).flatMap((step) => states[step.id] ?? [])
  const open = OPEN.find((state) => inside.some((one) => one.state === state))
  const after = run.document.edges.filter(({ from }) => from === id)
  const isLeft = after.some(({ to }) => states[to] !== undefined && states[to].state !== 'skipped')
  const left = after.find(({ to }) => states[to] !== undefined && states[to].state !== 'skipped')
  const failed = inside.some(({ state }) => state === 'failed') && isBroken(run, id, states)
  const cut = run.state === 'cancelled' && inside.some(({ state }) => state === 'cancelled')
  const ended = failed ? 'failed' : cut ? 'cancelled' : 'succeeded'
  const state: State = open ?? (isLeft ? 'succeeded' : isOpen(run.state) && !isComplete(run, id) ? 'running' : ended)
  return {
    ...own,
    state,
    // Its own row is over as soon as it has begun.
    tookMs: null,
    ...progressOf(run, id),
    port: hasCaught(run, id, states) ? 'caught' : (left?.port ?? own.port ?? null),
  }
}

/** A failure inside ends it: it failed the run, or a scope around caught it. A loop may be told to go on in spite of it. */
function isBroken(run: Shown, id: string, states: StepStates): boolean {
  if (run.state === 'failed') return true
  const goesOn = run.document.steps.some(
    (step) => step.id === id && step.kind === 'loop' && step.onItemError === 'continue',
  )
  return (
    !goesOn &&
    !hasCaught(run, id, states) &&
    graphOf(run.document)
      .around(id)
      .some((container) => hasCaught(run, container.id, states))
  )
}

/** A scope whose catch lane has begun. */
function hasCaught(run: Shown, id: string, states: StepStates): boolean {
  return run.document.steps.some(
    (step) => step.parent === id && step.lane === 'catch' && (states[step.id]?.state ?? 'skipped') !== 'skipped',
  )
}

/** Of a loop: as many items are over as there are. Others end with the step that comes next. */
function isComplete(run: Shown, id: string): boolean {
  const items = run.items.find(({ stepId }) => stepId === id)
  if (items === undefined) return contentOf(run, id).length === 0
  return items.total !== null && doneOf(items.states) + (items.states.failed ?? 0) >= items.total
}

function progressOf(run: Shown, id: string): Pick<StepState, 'iterations' | 'passes'> {
  const items = run.items.find(({ stepId }) => stepId === id)
  if (items === undefined) return {}
  const begun = sum(items.states)
  if (items.limit !== null) return begun === 0 ? {} : { passes: { at: begun, limit: items.limit } }
  return { iterations: { done: doneOf(items.states), failed: items.states.failed ?? 0, total: items.total ?? begun } }
}

/** What would have undone a step has nothing to come once the run is over. */
function unusedUndos(run: Shown, states: StepStates): StepStates {
  if (isOpen(run.state)) return {}
  const unused = run.document.edges.filter(({ port, to }) => port === 'undo' && states[to] === undefined)
  return Object.fromEntries(unused.map(({ to }) => [to, { state: 'skipped', detail: 'Nothing had to be undone' }]))
}

function rowOf(step: StepRunView, document: RunDetail['document']): StepRunRow {
  const drawn = document.steps.find((each) => each.id === step.stepId)
  const maxAttempts = drawn?.kind === 'action' ? (drawn.policy?.maxAttempts ?? null) : null
  return {
    stepId: step.stepId,
    state: stateOf(step.state),
    iteration: [],
    attempts: step.attempts.length,
    maxAttempts,
    underWay: step.attempts.some((attempt) => attempt.outcome === null && attempt.finishedAt === null),
    port: step.port,
    detail: step.state === 'skipped' ? (step.notes[0] ?? null) : step.error === null ? null : errorWords(step.error),
    startedAt: step.startedAt.toISOString(),
    endedAt: step.finishedAt?.toISOString() ?? null,
  }
}

const OPEN: readonly State[] = ['attention', 'retrying', 'running', 'waiting']
const LOUD = [
  'needs_attention',
  'failed',
  'retrying',
  'running',
  'waiting',
  'cancelled',
  'succeeded',
  'skipped',
] as const satisfies readonly StepRunView['state'][]

type Counts = RunDetail['tallies'][number]['states']

export const loudest = (counts: Counts): State => stateOf(LOUD.find((state) => (counts[state] ?? 0) > 0) ?? 'queued')

export const sum = (counts: Counts): number => LOUD.reduce((total, state) => total + (counts[state] ?? 0), 0)

/** Those that went through or had nothing to do. */
const doneOf = (counts: Counts): number => (counts.succeeded ?? 0) + (counts.skipped ?? 0)
