import { openStack } from '../support/open-stack.ts'
import { type EditorBench, measureEditor } from './editor.ts'
import { type JourneyFigures, measureOrderJourney } from './order-journey.ts'

/** `npm run bench` measures a run; `npm run bench -- editor` the editor in a browser, on the web app as it was last built. */
const what = process.argv.includes('editor') ? 'editor' : 'runs'
const open = await openStack('bench', {}, { web: what === 'editor' })
let stopping: Promise<void> | null = null
const stop = () => {
  stopping ??= open.close({ keepData: false })
  return stopping
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(130)))
}
try {
  if (what === 'editor') {
    const figures = await measureEditor(open)
    process.stdout.write(`${describeEditor(figures)}\n${JSON.stringify(figures)}\n`)
  } else {
    const figures = await measureOrderJourney(open)
    process.stdout.write(`${describe(figures)}\n${JSON.stringify(figures)}\n`)
  }
} finally {
  await stop()
}
process.exit(0)

function describe({ runs, steps, history, perRun, perRunTogether, latencyMs, repeated }: JourneyFigures): string {
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

function describeEditor({ editors, pages }: EditorBench): string {
  const lines = editors.map(({ steps, interactiveMs, drag }) => {
    const each = `${drag.commitsPerMove.toFixed(2)} commits and ${drag.scriptMsPerMove.toFixed(2)} ms of script`
    return `editor with ${steps} steps: to interactive ${Math.round(interactiveMs)} ms; a drag of ${drag.pointerMoves} moves: ${each} a move, ${drag.drawnAgain.length} steps and cables drawn again`
  })
  const loaded = pages.map(({ page, scriptBytes }) => `  ${page.padEnd(18)} ${(scriptBytes / 1000).toFixed(0)} kB`)
  return [...lines, 'script over the wire, first visit:', ...loaded].join('\n')
}
