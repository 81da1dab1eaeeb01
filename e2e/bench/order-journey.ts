import { createSandboxClient } from '@patchbay/sandbox/client'
import { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { waitFor } from '../support/wait-for.ts'
import { wireCore } from '../support/wire-core.ts'
import { percentile } from './percentile.ts'
import { type HistoryFigures, readHistories } from './read-histories.ts'
import { openStatementCounter, perRun } from './statement-counter.ts'

export type JourneyFigures = {
  runs: { oneAtATime: number; together: number; width: number }
  steps: number
  history: HistoryFigures
  perRun: ReturnType<typeof perRun>
  perRunTogether: ReturnType<typeof perRun>
  latencyMs: { oneAtATime: Latency; together: Latency }
  /** Attempts that were not the last, by what they met: what explains long times. */
  repeated: { oneAtATime: Record<string, number>; together: Record<string, number> }
}

type Latency = { p50: number; p95: number; most: number }

const WARM_UP = 5
const ONE_AT_A_TIME = 25
const ROUNDS_TOGETHER = 4
const WIDTH = 10
const IDLE_MS = 10_000
const RUN_DEADLINE_MS = 60_000
const STOCK = 10_000

/**
 * Measures the Order journey of a new workspace, from the call that places the order in the pretend shop to the end of
 * its run, and counts what a run costs in the engine and the database.
 */
export async function measureOrderJourney(open: OpenStack): Promise<JourneyFigures> {
  const { env, urls } = open.stack
  const counter = await openStatementCounter(open)
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  const core = await wireCore(env, { sandbox: true })
  try {
    const shop = await openShop({ db, url: urls.sandbox, token: env['PATCHBAY_SANDBOX_TOKEN'] ?? '', core })
    for (let i = 0; i < WARM_UP; i++) await shop.order(1)
    const idleFrom = await counter.read()
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
    const idleTo = await counter.read()
    const single: Finished[] = []
    for (let i = 0; i < ONE_AT_A_TIME; i++) single.push(...(await shop.order(1)))
    const afterSingle = await counter.read()
    const together: Finished[] = []
    for (let i = 0; i < ROUNDS_TOGETHER; i++) together.push(...(await shop.order(WIDTH)))
    const afterTogether = await counter.read()
    return {
      runs: { oneAtATime: single.length, together: together.length, width: WIDTH },
      steps: single[0]?.steps ?? 0,
      history: await readHistories(env, single),
      perRun: perRun(idleTo, afterSingle, { idleFrom, idleTo, runs: single.length }),
      perRunTogether: perRun(afterSingle, afterTogether, { idleFrom, idleTo, runs: together.length }),
      latencyMs: { oneAtATime: latency(single), together: latency(together) },
      repeated: { oneAtATime: await repeatedAttempts(db, single), together: await repeatedAttempts(db, together) },
    }
  } finally {
    await core.close()
    await db.end()
    await counter.close()
  }
}

type Finished = { id: string; epoch: number; state: string; steps: number; latencyMs: number }
type ShopAccess = { db: Pool; url: string; token: string; core: { workspaceId: string } }

async function openShop({ db, url, token, core }: ShopAccess) {
  const client = createSandboxClient({ url, token, workspaceId: core.workspaceId })
  const { products, customers } = await client.shop()
  const [product] = products
  const customer = customers.find(({ address }) => address !== null)
  if (product === undefined || customer === undefined) throw new Error('The shop has no goods or no customers')
  await client.restock(product.id, STOCK)
  return {
    /** Places orders with one call and waits until the run of each has ended. */
    async order(count: number): Promise<Finished[]> {
      const placedAt = Date.now()
      const lines = [{ productId: product.id, quantity: 1 }]
      const orders = await client.placeOrders({ lines, customerId: customer.id, count })
      const names = orders.map(({ name }) => name)
      return waitFor(() => finishedRuns(db, { workspaceId: core.workspaceId, names, placedAt }), {
        what: `The runs of ${names.join(', ')}`,
        deadlineMs: RUN_DEADLINE_MS,
        everyMs: 20,
      })
    },
  }
}

/** Null while one of them goes on. Both clocks are this machine's. */
async function finishedRuns(
  db: Pool,
  of: { workspaceId: string; names: string[]; placedAt: number },
): Promise<Finished[] | null> {
  const { rows } = await db.query<Omit<Finished, 'latencyMs'> & { finishedAt: Date }>(
    `SELECT r.id, r.epoch, r.state, r.finished_at AS "finishedAt",
            (SELECT count(*) FROM step_run s WHERE s.run_id = r.id AND s.state = 'succeeded')::int AS steps
     FROM run r JOIN payload p ON p.id = r.item_payload_id
     WHERE r.workspace_id = $1 AND p.json ->> 'name' = ANY ($2) AND r.finished_at IS NOT NULL`,
    [of.workspaceId, of.names],
  )
  if (rows.length < of.names.length) return null
  const failed = rows.find(({ state }) => state !== 'succeeded')
  if (failed) throw new Error(`Run ${failed.id} ended as ${failed.state}`)
  return rows.map(({ finishedAt, ...run }) => ({ ...run, latencyMs: finishedAt.getTime() - of.placedAt }))
}

async function repeatedAttempts(db: Pool, runs: Finished[]): Promise<Record<string, number>> {
  const { rows } = await db.query<{ what: string; count: number }>(
    `SELECT s.step_id || ' ' || (a.error ->> 'code') AS what, count(*)::int AS count
     FROM attempt a JOIN step_run s ON s.id = a.step_run_id WHERE a.run_id = ANY ($1) AND a.outcome <> 'succeeded' GROUP BY 1`,
    [runs.map(({ id }) => id)],
  )
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]))
}

function latency(runs: Finished[]): Latency {
  const times = runs.map(({ latencyMs }) => latencyMs)
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), most: Math.max(...times) }
}
