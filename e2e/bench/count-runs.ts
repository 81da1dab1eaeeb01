import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { benchBody } from './bench-flow.ts'
import { measureCalls } from './measure-calls.ts'
import { type HistoryFigures, readHistories } from './read-histories.ts'
import { openStatementCounter, perRun } from './statement-counter.ts'
import { ended } from './wait-for-runs.ts'

/** What one run costs wherever it runs: these do not depend on the machine. */
export type RunCounts = { perRun: ReturnType<typeof perRun>; history: HistoryFigures }

const COUNTED = 100
const IDLE_MS = 10_000
const SETTLE_MS = 5_000

/** Counts over runs of the bench's flow, one at a time, less what an idle Patchbay does in the same time. */
export async function countRuns(
  { open, db }: { open: OpenStack; db: Pool },
  flow: { id: string; url: string },
): Promise<RunCounts> {
  const counter = await openStatementCounter(open)
  const call = () => measureCalls(flow.url, { count: COUNTED, width: 1, status: 200, body: benchBody })
  try {
    await call()
    await pause(SETTLE_MS)
    const idleFrom = await counter.read()
    await pause(IDLE_MS)
    const idleTo = await counter.read()
    const since = new Date()
    await call()
    await ended(db, flow.id, { since, runs: COUNTED })
    const after = await counter.read()
    const { rows } = await db.query<{ id: string; epoch: number }>(
      'SELECT id, epoch FROM run WHERE flow_id = $1 AND accepted_at >= $2',
      [flow.id, since],
    )
    return {
      perRun: perRun(idleTo, after, { idleFrom, idleTo, runs: COUNTED }),
      history: await readHistories(open.stack.env, rows),
    }
  } finally {
    await counter.close()
  }
}
