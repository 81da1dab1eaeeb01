import { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { wireCore } from '../support/wire-core.ts'
import { benchBody, benchFlow } from './bench-flow.ts'
import { type CpuTimes, cpuPerRun, readCpuTimes } from './cpu-times.ts'
import { hookUrl } from './hook-url.ts'
import { type Calls, measureCalls } from './measure-calls.ts'
import { openStatementCounter } from './statement-counter.ts'

export type StatementFigures = {
  database: string
  /** Its beginning, on one line. */
  query: string
  callsPerRun: number
  /** Milliseconds a run. A time of execution holds the waits for locks and the disk. */
  planMs: number
  executeMs: number
  walBytes: number
}

export type ProfileFigures = { calls: Calls; cpuMsPerRun: CpuTimes | null; statements: StatementFigures[] }

const WARM_UP = 150
const RUNS = 400
const WIDTH = 20
const TOP = 45
const LINE = 110

/** Which statements a run of the engine's flow is made of, and what planning and carrying out each of them costs. */
export async function measureProfile(open: OpenStack): Promise<ProfileFigures> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  db.on('error', () => undefined)
  const core = await wireCore(open.stack.env, { sandbox: false })
  const counter = await openStatementCounter(open)
  try {
    const http = await core.connect('http', { host: 'stub.example' }, 'live')
    const url = await hookUrl({ db, open }, await core.publish('Bench', benchFlow(http, { answers: true })))
    await measureCalls(url, { count: WARM_UP, width: WIDTH, status: 200, body: benchBody })
    await db.query('SELECT pg_stat_statements_reset()')
    const before = readCpuTimes(open.stack.processes())
    const calls = await measureCalls(url, { count: RUNS, width: WIDTH, status: 200, body: benchBody })
    const after = readCpuTimes(open.stack.processes())
    return {
      calls,
      cpuMsPerRun: before && after ? cpuPerRun(before, after, RUNS) : null,
      statements: await readStatements(db),
    }
  } finally {
    await counter.close()
    await core.close()
    await db.end()
  }
}

async function readStatements(db: Pool): Promise<StatementFigures[]> {
  const { rows } = await db.query<StatementFigures>(
    `SELECT d.datname AS database, left(regexp_replace(s.query, '\\s+', ' ', 'g'), $2) AS query,
            s.calls::float8 / $1 AS "callsPerRun", s.total_plan_time / $1 AS "planMs", s.total_exec_time / $1 AS "executeMs",
            s.wal_bytes::float8 / $1 AS "walBytes"
     FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
     WHERE d.datname IN ('patchbay', 'temporal', 'temporal_visibility')
     ORDER BY s.total_plan_time + s.total_exec_time DESC LIMIT ${TOP}`,
    [RUNS, LINE],
  )
  return rows
}
