import { waitWords } from '@patchbay/ui/duration-words'
import type { GanttBar, GanttRow, GanttWait } from '@patchbay/ui/gantt'
import { clockWords } from '@patchbay/ui/relative-time-words'
import type { State } from '@patchbay/ui/state'
import type { RunDetail, StepRunView } from '../../trpc/types.ts'
import { errorWords } from '../shared/error-words.ts'
import { stateOf } from '../shared/states.ts'
import { orderedSteps, stepRunsOf } from './run-steps.ts'

const outcomeState = { succeeded: 'succeeded', failed: 'failed', unknown: 'attention', aborted: 'cancelled' } as const

/** One row a step: each try a bar, what lies between them a wait with its length. */
export function timelineRows(run: RunDetail, timeZone: string): GanttRow[] {
  return orderedSteps(run).map((step) => {
    if (step.kind === 'trigger') return { id: step.id, name: step.name, ...acceptance(run) }
    const rows = stepRunsOf(run, step.id)
    return {
      id: step.id,
      name: step.name,
      state: loudest(rows),
      bars: rows.flatMap(barsOf),
      waits: rows.flatMap((row) => waitsOf(row, timeZone)),
    }
  })
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
  if (row.kind === 'wait' && row.attempts.length === 0) {
    const until = row.waitUntil === null ? 'waits' : `waits until ${clockWords(row.waitUntil, timeZone)}`
    return [{ from: row.startedAt.getTime(), to: row.finishedAt?.getTime() ?? null, label: until }]
  }
  return between
}
