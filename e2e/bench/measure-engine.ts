import { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { type WiredCore, wireCore } from '../support/wire-core.ts'
import { benchBody, benchFlow, CALLS_A_RUN, STEPS_A_RUN } from './bench-flow.ts'
import { countRuns, type RunCounts } from './count-runs.ts'
import { type CpuTimes, cpuPerRun, readCpuTimes } from './cpu-times.ts'
import { hookUrl } from './hook-url.ts'
import { type Calls, measureCalls } from './measure-calls.ts'
import type { Stub } from './start-stub.ts'
import { ended, type Load } from './wait-for-runs.ts'

export type EngineFigures = {
  /** Call to answer, through a whole durable run. */
  answered: (Calls & { cpuMsPerRun: CpuTimes | null })[]
  /** Calls that are only accepted, while no worker takes anything in. */
  accepted: Calls
  backlog: { runs: number; seconds: number; perSecond: number; cpuMsPerRun: CpuTimes | null }
} & RunCounts

export type EngineSizes = { answered: number; backlog: number }

const WIDTHS = [1, 20, 50]
const ACCEPT_WIDTH = 50
const WARM_UP = 100

type Bench = { open: OpenStack; db: Pool; core: WiredCore; stub: Stub }

/** Webhook → set → if → two HTTP calls → answer, on one machine with everything on it and fsync on. */
export async function measureEngine(open: OpenStack, stub: Stub, sizes: EngineSizes): Promise<EngineFigures> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  // PostgreSQL is begun again for the counts; whoever asks next gets a new connection.
  db.on('error', () => undefined)
  const core = await wireCore(open.stack.env, { sandbox: false })
  const bench = { open, db, core, stub }
  try {
    const http = await core.connect('http', { host: 'stub.example' }, 'live')
    const answering = await publish(bench, benchFlow(http, { answers: true }))
    const accepting = await publish(bench, benchFlow(http, { answers: false }))
    await measureCalls(answering.url, { count: WARM_UP, width: 10, status: 200, body: benchBody })
    stub.taken()
    const answered = []
    for (const width of WIDTHS) answered.push(await measureAnswered(bench, answering, { width, count: sizes.answered }))
    const { accepted, backlog } = await measureBacklog(bench, accepting, sizes.backlog)
    // Last, because the counting itself costs: PostgreSQL is begun again with its statistics.
    return { answered, accepted, backlog, ...(await countRuns({ open, db }, answering)) }
  } finally {
    await core.close()
    await db.end()
  }
}

type Flow = { id: string; url: string }

async function publish({ core, db, open }: Bench, document: object): Promise<Flow> {
  const id = await core.publish('Bench', document)
  return { id, url: await hookUrl({ db, open }, id) }
}

async function measureAnswered(bench: Bench, flow: Flow, of: { width: number; count: number }) {
  const since = new Date()
  const before = readCpuTimes(bench.open.stack.processes())
  const calls = await measureCalls(flow.url, { ...of, status: 200, body: benchBody })
  await ended(bench.db, flow.id, { since, runs: of.count })
  const after = readCpuTimes(bench.open.stack.processes())
  await proveComplete(bench, flow, { since, runs: of.count })
  return { ...calls, cpuMsPerRun: before && after ? cpuPerRun(before, after, of.count) : null }
}

/** The worker stands still while the events come in, and then has all of them before it. */
async function measureBacklog(bench: Bench, flow: Flow, runs: number) {
  const { stack } = bench.open
  const since = new Date()
  stack.kill('worker', 'SIGSTOP')
  let accepted: Calls
  try {
    accepted = await measureCalls(flow.url, { count: runs, width: ACCEPT_WIDTH, status: 202, body: benchBody })
  } finally {
    stack.kill('worker', 'SIGCONT')
  }
  const before = readCpuTimes(stack.processes())
  const from = performance.now()
  await ended(bench.db, flow.id, { since, runs })
  const seconds = (performance.now() - from) / 1_000
  const after = readCpuTimes(stack.processes())
  await proveComplete(bench, flow, { since, runs })
  const cpuMsPerRun = before && after ? cpuPerRun(before, after, runs) : null
  return { accepted, backlog: { runs, seconds, perSecond: runs / seconds, cpuMsPerRun } }
}

/** Speed of runs that lose steps is no speed: every run succeeded, every step is written down, the stub was called twice a run. */
async function proveComplete({ db, stub }: Bench, flow: Flow, { since, runs }: Load): Promise<void> {
  const { rows } = await db.query<{ runs: number; succeeded: number; steps: number }>(
    `SELECT count(*)::int AS runs, count(*) FILTER (WHERE r.state = 'succeeded')::int AS succeeded,
            coalesce(sum((SELECT count(*) FROM step_run s
                          WHERE s.run_id = r.id AND s.state = 'succeeded' AND s.kind <> 'trigger')), 0)::int AS steps
     FROM run r WHERE r.flow_id = $1 AND r.accepted_at >= $2`,
    [flow.id, since],
  )
  const found = { ...rows[0], calls: stub.taken() }
  const wanted = { runs, succeeded: runs, steps: runs * STEPS_A_RUN, calls: runs * CALLS_A_RUN }
  for (const [what, count] of Object.entries(wanted)) {
    const counted = Object.entries(found).find(([name]) => name === what)?.[1]
    if (counted !== count) throw new Error(`${what}: ${counted} instead of ${count}`)
  }
}
