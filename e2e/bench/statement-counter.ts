import { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { waitFor } from '../support/wait-for.ts'

/** Running totals since the server's statistics began. */
export type Counts = {
  at: number
  /** Transactions that Temporal's persistence began on its own database: its writes. */
  temporalTransactions: number
  /** Everything that was committed there, each single read among it. */
  temporalCommits: number
  transactions: number
  statements: number
  /** Of the statements: BEGIN, COMMIT and the choice of the workspace. */
  bookkeeping: number
}

/** PostgreSQL tells what its sessions did within this time of their falling idle. */
const STATISTICS_LAG_MS = 3_000
const RESTART_DEADLINE_MS = 60_000

/**
 * Loads pg_stat_statements into the stack's own PostgreSQL, which takes a restart, and waits until everything works
 * again.
 */
export async function openStatementCounter(
  open: OpenStack,
): Promise<{ read: () => Promise<Counts>; close: () => Promise<void> }> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  db.on('error', () => undefined)
  await db.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`)
  await db.query('ALTER SYSTEM SET "pg_stat_statements.track_planning" = on')
  const before = open.stack.processes()['postgres']
  open.stack.kill('postgres', 'SIGINT')
  await waitFor(
    async () => {
      const { rows } = await db.query<{ loaded: string }>('SHOW shared_preload_libraries')
      const restarted = open.stack.processes()['postgres'] !== before
      return restarted && Object.values(rows[0] ?? {}).includes('pg_stat_statements') ? true : null
    },
    { what: 'PostgreSQL with pg_stat_statements', deadlineMs: RESTART_DEADLINE_MS },
  )
  await db.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  for (const url of [`${open.stack.urls.worker}/healthz`, `${open.stack.urls.ingress}/healthz`]) {
    await waitFor(async () => ((await fetch(url)).ok ? true : null), { what: url, deadlineMs: RESTART_DEADLINE_MS })
  }
  return { read: () => readCounts(db), close: () => db.end() }
}

async function readCounts(db: Pool): Promise<Counts> {
  await new Promise((resolve) => setTimeout(resolve, STATISTICS_LAG_MS))
  const { rows } = await db.query<Omit<Counts, 'at'>>(
    `SELECT (SELECT sum(s.calls) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
             WHERE d.datname = 'temporal' AND s.query ~* '^(begin|start transaction)')::float8 AS "temporalTransactions",
            (SELECT xact_commit FROM pg_stat_database WHERE datname = 'temporal')::float8 AS "temporalCommits",
            (SELECT xact_commit FROM pg_stat_database WHERE datname = 'patchbay')::float8 AS transactions,
            sum(s.calls)::float8 AS statements,
            sum(s.calls) FILTER (WHERE s.query ~* '^(begin|commit|rollback|start transaction|select set_config)')::float8 AS bookkeeping
     FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = 'patchbay'`,
  )
  const [counts] = rows
  if (counts === undefined) throw new Error('pg_stat_statements tells nothing')
  return { at: performance.now(), ...counts, bookkeeping: counts.bookkeeping ?? 0 }
}

/** What was counted in between, a run, less what an idle Patchbay does in the same time. */
export function perRun(from: Counts, to: Counts, less: { idleFrom: Counts; idleTo: Counts; runs: number }) {
  const { idleFrom, idleTo, runs } = less
  const share = (to.at - from.at) / (idleTo.at - idleFrom.at)
  const of = (name: Exclude<keyof Counts, 'at'>) => {
    const all = to[name] - from[name]
    const idle = (idleTo[name] - idleFrom[name]) * share
    return Math.round(((all - idle) / runs) * 10) / 10
  }
  return {
    temporalTransactions: of('temporalTransactions'),
    temporalCommits: of('temporalCommits'),
    transactions: of('transactions'),
    statements: of('statements'),
    bookkeeping: of('bookkeeping'),
  }
}
