import { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { wireCore } from '../support/wire-core.ts'
import { benchFlow } from './bench-flow.ts'
import { countRuns, type RunCounts } from './count-runs.ts'
import { hookUrl } from './hook-url.ts'

/**
 * At most this much a run of webhook → set → if → two calls → answer. Whoever makes a run dearer says so here, and why.
 * Ours are transactions and statements of our own database, BEGIN, COMMIT and the choice of the workspace among them.
 * History events are those of the median run: one that the machine holds up for seconds has its segment in two pieces.
 */
const LIMITS = { historyEvents: 7, temporalTransactions: 3.3, transactions: 18, statements: 64 }

const COUNTED = ['historyEvents', 'temporalTransactions', 'transactions', 'statements'] as const

export type CountFigures = RunCounts & { limits: typeof LIMITS; over: string[] }

/** The counts of a run, and which of them are over their limit. */
export async function measureCounts(open: OpenStack): Promise<CountFigures> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  // PostgreSQL is begun again for the counts; whoever asks next gets a new connection.
  db.on('error', () => undefined)
  const core = await wireCore(open.stack.env, { sandbox: false })
  try {
    const http = await core.connect('http', { host: 'stub.example' }, 'live')
    const id = await core.publish('Bench', benchFlow(http, { answers: true }))
    const counts = await countRuns({ open, db }, { id, url: await hookUrl({ db, open }, id) })
    const { temporalTransactions, transactions, statements } = counts.perRun
    const found = { historyEvents: counts.history.events.median, temporalTransactions, transactions, statements }
    const over = COUNTED.flatMap((name) =>
      found[name] > LIMITS[name] ? [`${name}: ${found[name]} a run, at most ${LIMITS[name]} are allowed`] : [],
    )
    return { ...counts, limits: LIMITS, over }
  } finally {
    await core.close()
    await db.end()
  }
}
