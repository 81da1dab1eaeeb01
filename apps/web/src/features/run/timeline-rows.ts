import { waitWords } from '@patchbay/ui/duration-words'
import type { GanttBar, GanttRow, GanttWait } from '@patchbay/ui/gantt'
import type { State } from '@patchbay/ui/state'
import type { RunDetail, StepRunView } from '../../trpc/types.ts'
import { errorWords } from '../shared/error-words.ts'
import { stateOf } from '../shared/states.ts'
import { canvasStates, loudest as loudestOf, sum } from './canvas-states.ts'
import { dayTimeWords } from './day-time.tsx'
import { contentOf, isContainer, orderedSteps, stepRunsOf } from './run-steps.ts'

const outcomeState = { succeeded: 'succeeded', failed: 'failed', unknown: 'attention', aborted: 'cancelled' } as const

/** One row a step: each try a bar, what lies between them a wait with its length. */
export function timelineRows(run: RunDetail, timeZone: string): GanttRow[] {
  const states = canvasStates(run)
  return orderedSteps(run).map((step) => {
    if (step.kind === 'trigger') return { id: step.id, name: step.name, ...acceptance(run) }
    const rows = stepRunsOf(run, step.id)
    const [own] = rows
    if (isContainer(step) && own !== undefined)
      return { id: step.id, name: step.name, ...frameOf(run, own, states[step.id]?.state ?? 'queued') }
    const tally = run.tallies.find(({ stepId }) => stepId === step.id)
    if (tally !== undefined && sum(tally.states) > rows.length)
      return { id: step.id, name: step.name, ...spanOf(tally, states[step.id]?.state) }
    return {
      id: step.id,
      name: step.name,
      state: rows.length === 0 ? (states[step.id]?.state ?? 'queued') : loudest(rows),
      bars: rows.flatMap(barsOf),
      waits: rows.flatMap((row) => waitsOf(row, timeZone)),
    }
  })
}

const OPEN: ReadonlySet<State> = new Set<State>(['running', 'retrying', 'waiting', 'attention'])

/** A container is there as long as anything inside it is. */
function frameOf(run: RunDetail, own: StepRunView, state: State): Pick<GanttRow, 'state' | 'bars'> {
  const inside = new Set(contentOf(run, own.stepId).map(({ id }) => id))
  const ends = [...run.steps, ...run.tallies].flatMap(({ stepId, finishedAt }) =>
    finishedAt !== null && inside.has(stepId) ? [finishedAt.getTime()] : [],
  )
  const to = Math.max((own.finishedAt ?? own.startedAt).getTime(), ...ends)
  return { state, bars: [{ from: own.startedAt.getTime(), to: OPEN.has(state) ? null : to, state }] }
}

/** Of more items than can be drawn one by one: from the first to the last of them. */
function spanOf(tally: RunDetail['tallies'][number], drawn?: State): Pick<GanttRow, 'state' | 'bars' | 'note'> {
  const state = drawn ?? loudestOf(tally.states)
  const from = tally.startedAt.getTime()
  const to = OPEN.has(state) ? null : (tally.finishedAt?.getTime() ?? null)
  return { state, bars: [{ from, to, state }], note: `${sum(tally.states).toLocaleString('en-GB')} times` }
}

/** From the moment the event was safe to the moment a worker took it up. */
function acceptance(run: RunDetail): Pick<GanttRow, 'state' | 'bars'> {
  const to = run.startedAt?.getTime() ?? null
  return {
    state: 'succeeded',
    bars: [{ from: run.acceptedAt.getTime(), to, state: 'succeeded', title: 'Accepted, then taken up by a worker' }],
  }
}

const LOUD: readonly State[] = [
  'attention',
  'failed',
  'retrying',
  'running',
  'waiting',
  'cancelled',
  'succeeded',
  'skipped',
]

function loudest(rows: StepRunView[]): State {
  const states = rows.map((row) => stateOf(row.state))
  return LOUD.find((state) => states.includes(state)) ?? 'queued'
}

const WAITING = new Set(['wait', 'event', 'approval', 'subflow'])

function barsOf(row: StepRunView): GanttBar[] {
  if (row.state === 'skipped' || row.state === 'waiting') return []
  if (row.attempts.length === 0) {
    const to = row.finishedAt?.getTime() ?? (row.state === 'running' ? null : row.startedAt.getTime())
    return [{ from: row.startedAt.getTime(), to, state: stateOf(row.state) }]
  }
  return row.attempts.map((attempt) => ({
    from: attempt.startedAt.getTime(),
    to: attempt.finishedAt?.getTime() ?? (row.finishedAt === null ? null : row.finishedAt.getTime()),
    state:
      attempt.outcome === null ? (row.finishedAt === null ? 'running' : 'cancelled') : outcomeState[attempt.outcome],
    title: `Try ${attempt.number}${attempt.error === null ? '' : `: ${errorWords(attempt.error)}`}`,
  }))
}

function waitsOf(row: StepRunView, timeZone: string): GanttWait[] {
  const between = row.attempts.flatMap((attempt, index): GanttWait[] => {
    const next = row.attempts[index + 1]?.startedAt ?? (row.state === 'retrying' ? row.nextTryAt : null)
    if (attempt.finishedAt === null || next === null || next === undefined) return []
    const lengthMs = next.getTime() - attempt.finishedAt.getTime()
    return lengthMs < 50
      ? []
      : [{ from: attempt.finishedAt.getTime(), to: next.getTime(), label: `waits ${waitWords(lengthMs)}` }]
  })
  if (WAITING.has(row.kind) && row.attempts.length === 0) {
    // Over, it is a bar like any other, which says how long it was.
    if (row.finishedAt !== null) return []
    const until =
      row.waitUntil === null ? 'waits' : `waits until ${dayTimeWords(row.waitUntil, row.startedAt, timeZone)}`
    return [{ from: row.startedAt.getTime(), to: null, label: until, state: 'waiting' }]
  }
  return between
}
