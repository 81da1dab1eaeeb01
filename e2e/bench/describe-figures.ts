import type { RunCounts } from './count-runs.ts'
import type { CpuTimes } from './cpu-times.ts'
import type { EditorBench } from './editor.ts'
import type { EngineFigures } from './measure-engine.ts'
import type { IsolationFigures } from './measure-isolation.ts'
import type { ProfileFigures } from './measure-profile.ts'
import type { StoredRunsFigures } from './measure-stored-runs.ts'
import type { JourneyFigures } from './order-journey.ts'

export function describeEngine({ answered, accepted, backlog, perRun, history }: EngineFigures): string {
  const times = ({ p50, p99, most }: EngineFigures['accepted']['latencyMs']) =>
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(0)} ms`
  return [
    'Webhook → set → if → two HTTP calls → answer',
    ...answered.map(
      (calls) =>
        `  ${calls.width} at once: ${calls.perSecond.toFixed(1)} runs/s; call to answer ${times(calls.latencyMs)}; ${cpu(calls.cpuMsPerRun)}`,
    ),
    `  accepted, no worker: ${accepted.perSecond.toFixed(0)} webhooks/s at ${accepted.width} at once; ${times(accepted.latencyMs)}`,
    `  backlog of ${backlog.runs} drained in ${backlog.seconds.toFixed(0)} s: ${backlog.perSecond.toFixed(1)} runs/s; ${cpu(backlog.cpuMsPerRun)}`,
    describeCounts({ perRun, history }),
  ].join('\n')
}

export const describeCounts = ({ perRun, history }: RunCounts): string =>
  [
    `  a run, one at a time: ${perRun.temporalTransactions} Temporal transactions (${perRun.temporalCommits} with single reads), ${perRun.transactions} of ours, ${perRun.statements} statements (${perRun.bookkeeping} of them BEGIN, COMMIT, workspace)`,
    `  history: ${history.events.median} events, at most ${history.events.most} (${history.workflowTasks} workflow tasks, ${history.activities} activities, ${history.localActivities} local)`,
  ].join('\n')

const cpu = (of: CpuTimes | null) =>
  of === null
    ? 'CPU times need Linux'
    : `CPU ms a run: ${Object.entries(of)
        .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
        .join(', ')}`

export function describeProfile({ calls, cpuMsPerRun, statements }: ProfileFigures): string {
  const rows = statements.map(
    ({ database, query, callsPerRun, planMs, executeMs, walBytes }) =>
      `${callsPerRun.toFixed(2).padStart(6)} ${planMs.toFixed(2).padStart(7)} ${executeMs.toFixed(2).padStart(7)} ${walBytes.toFixed(0).padStart(7)}  ${database}: ${query}`,
  )
  return [
    `${calls.width} at once: ${calls.perSecond.toFixed(1)} runs/s; ${cpu(cpuMsPerRun)}`,
    ' calls plan ms exec ms WAL bytes, a run',
    ...rows,
  ].join('\n')
}

export function describeIsolation({ before, during }: IsolationFigures): string {
  const rows = Object.entries(during).map(
    ([what, { latencyMs, p99Ratio }]) =>
      `  ${what}: p50 ${latencyMs.p50.toFixed(0)} ms, p99 ${latencyMs.p99.toFixed(0)} ms, ${p99Ratio.toFixed(1)} times as long`,
  )
  const { p50, p99 } = before.latencyMs
  return [
    `Call to answer of a workspace, ${before.width} at once: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms; while`,
    ...rows,
  ].join('\n')
}

export function describeStored({ runs, steps, ms }: StoredRunsFigures): string {
  const lines = Object.entries(ms).map(
    ([what, { p50, most }]) => `  ${what}: p50 ${p50.toFixed(1)} ms, most ${most.toFixed(1)} ms`,
  )
  return [`${runs} stored runs of ${steps} steps in all`, ...lines].join('\n')
}

export function describeJourney({
  runs,
  steps,
  history,
  perRun,
  perRunTogether,
  latencyMs,
  repeated,
}: JourneyFigures): string {
  const counts = (of: JourneyFigures['perRun']) =>
    `${of.temporalTransactions} (${of.temporalCommits}) · ${of.transactions} · ${of.statements} (${of.bookkeeping})`
  const times = ({ p50, p95, most }: JourneyFigures['latencyMs']['oneAtATime']) =>
    `p50 ${Math.round(p50)} ms, p95 ${Math.round(p95)} ms, most ${Math.round(most)} ms`
  const counted = (of: Record<string, number>) =>
    Object.entries(of)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ') || 'none'
  const rows = [
    [
      'Order journey',
      `${runs.oneAtATime} runs one at a time, ${runs.together} in groups of ${runs.width}; ${steps} steps done a run`,
    ],
    ['history events a run', `${history.events.median} (${history.events.least} to ${history.events.most})`],
    [
      'in it',
      `${history.workflowTasks} workflow tasks, ${history.activities} activities, ${history.localActivities} local activities`,
    ],
    [
      'Temporal transactions (with single reads) · our transactions · our statements (of them BEGIN, COMMIT, workspace)',
      '',
    ],
    ['  a run, one at a time', counts(perRun)],
    [`  a run, ${runs.width} at once`, counts(perRunTogether)],
    ['shop call to finished run, one at a time', times(latencyMs.oneAtATime)],
    [`shop call to finished run, ${runs.width} at once`, times(latencyMs.together)],
    ['attempts repeated', `${counted(repeated.oneAtATime)}; at once: ${counted(repeated.together)}`],
    [
      'counted by',
      'pg_stat_statements (BEGIN in Temporal’s database, all calls in ours) and pg_stat_database.xact_commit, less what an idle stack does in the same time',
    ],
  ] as const
  const width = Math.max(...rows.filter(([, value]) => value !== '').map(([name]) => name.length))
  return rows.map(([name, value]) => (value === '' ? name : `${name.padEnd(width)}  ${value}`)).join('\n')
}

export function describeEditor({ editors, pages }: EditorBench): string {
  const lines = editors.map(({ steps, interactiveMs, drag }) => {
    const each = `${drag.commitsPerMove.toFixed(2)} commits and ${drag.scriptMsPerMove.toFixed(2)} ms of script`
    return `editor with ${steps} steps: to interactive ${Math.round(interactiveMs)} ms; a drag of ${drag.pointerMoves} moves: ${each} a move, ${drag.drawnAgain.length} steps and cables drawn again`
  })
  const loaded = pages.map(({ page, scriptBytes }) => `  ${page.padEnd(18)} ${(scriptBytes / 1000).toFixed(0)} kB`)
  return [...lines, 'script over the wire, first visit:', ...loaded].join('\n')
}
