import { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { type WiredCore, wireCore } from '../support/wire-core.ts'
import { benchBody, benchFlow } from './bench-flow.ts'
import { hookUrl } from './hook-url.ts'
import { type Calls, measureCalls } from './measure-calls.ts'
import { HANGING_PATH } from './start-stub.ts'

export type IsolationFigures = {
  /** What another workspace's callers wait for while nothing else goes on. */
  before: Calls
  /** The same while a neighbour does its worst. */
  during: Record<string, Calls & { p99Ratio: number }>
}

const CALLS = 150
const WIDTH = 4
const FLOOD = 3_000
const HANGING_RUNS = 200
const HUGE = { calls: 40, bytes: 900_000 }

/** One workspace floods, has a vendor that hangs, sends huge bodies: how long its neighbour's callers wait. */
export async function measureIsolation(open: OpenStack): Promise<IsolationFigures> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  const quiet = await wireCore(open.stack.env, { sandbox: false })
  const loud = await wireCore(open.stack.env, { sandbox: false })
  const at = async (core: WiredCore, flow: { answers: boolean; path?: string }) => {
    const http = await core.connect('http', { host: 'stub.example' }, 'live')
    return hookUrl({ db, open }, await core.publish('Bench', benchFlow(http, flow)))
  }
  try {
    const neighbour = await at(quiet, { answers: true })
    const flooding = await at(loud, { answers: false })
    const hanging = await at(loud, { answers: false, path: HANGING_PATH })
    const wait = () => measureCalls(neighbour, { count: CALLS, width: WIDTH, status: 200, body: benchBody })
    await wait()
    const before = await wait()
    const during: IsolationFigures['during'] = {}
    const measure = async (what: string, url: string, load: { count: number; body: (index: number) => object }) => {
      await measureCalls(url, { ...load, width: 20, status: 202 })
      const calls = await wait()
      during[what] = { ...calls, p99Ratio: calls.latencyMs.p99 / before.latencyMs.p99 }
      // The next one is to meet a machine that has nothing left to do.
      await drop(db, loud.workspaceId)
    }
    await measure(`${FLOOD} events of a neighbour wait`, flooding, { count: FLOOD, body: benchBody })
    await measure(`${HANGING_RUNS} runs of a neighbour hang at their vendor`, hanging, {
      count: HANGING_RUNS,
      body: benchBody,
    })
    const huge = 'x'.repeat(HUGE.bytes)
    await measure(`${HUGE.calls} events of ${HUGE.bytes / 1_000} kB of a neighbour`, flooding, {
      count: HUGE.calls,
      body: (index) => ({ ...benchBody(index), huge }),
    })
    return { before, during }
  } finally {
    await quiet.close()
    await loud.close()
    await db.end()
  }
}

/** What is left of a neighbour's load is of no more interest: it is ended from outside. */
async function drop(db: Pool, workspaceId: string): Promise<void> {
  await db.query(
    `UPDATE delivery SET state = 'ignored', lease_id = NULL, leased_until = NULL WHERE workspace_id = $1 AND state = 'accepted'`,
    [workspaceId],
  )
  await db.query(
    `UPDATE run SET state = 'cancelled', finished_at = now(), epoch = epoch + 1 WHERE workspace_id = $1 AND finished_at IS NULL`,
    [workspaceId],
  )
}
