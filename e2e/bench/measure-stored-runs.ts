import { Pool, type PoolClient } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { type WiredCore, wireCore } from '../support/wire-core.ts'
import { benchFlow, STEPS_A_RUN } from './bench-flow.ts'
import { percentile } from './percentile.ts'

export type StoredRunsFigures = { runs: number; steps: number; ms: Record<string, { p50: number; most: number }> }

const TIMES = 20

/** How long the list of runs and one run's page take to read where `runs` of them are stored. */
export async function measureStoredRuns(open: OpenStack, runs: number): Promise<StoredRunsFigures> {
  const db = new Pool({ connectionString: open.adminUrl('patchbay'), max: 2 })
  const core = await wireCore(open.stack.env, { sandbox: false })
  try {
    const http = await core.connect('http', { host: 'stub.example' }, 'live')
    const flowId = await core.publish('Stored', benchFlow(http, { answers: false }))
    await store(db, { flowId, runs })
    const [newest = ''] = (await core.readRuns({})).ids
    const ms = {
      'list, newest first': await timed(() => core.readRuns({})),
      'list, failed': await timed(() => core.readRuns({ states: ['failed'] })),
      'list, one order': await timed(() => core.readRuns({ text: `#${Math.floor(runs / 2)}` })),
      'run page': await timed(() => core.readRun(newest)),
    }
    return { runs, steps: runs * (STEPS_A_RUN + 1), ms }
  } finally {
    await core.close()
    await db.end()
  }
}

async function timed(read: () => ReturnType<WiredCore['readRuns'] | WiredCore['readRun']>) {
  const times: number[] = []
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now()
    await read()
    times.push(performance.now() - from)
  }
  return { p50: percentile(times, 0.5), most: percentile(times, 1) }
}

/** As they would lie there: a delivery, a run, its steps and what each gave; every fiftieth failed; over thirty days. */
async function store(pool: Pool, load: { flowId: string; runs: number }): Promise<void> {
  // One session, because its temporary table is nobody else's.
  const db = await pool.connect()
  try {
    await insertRuns(db, load)
  } finally {
    db.release()
  }
}

async function insertRuns(db: PoolClient, { flowId, runs }: { flowId: string; runs: number }): Promise<void> {
  await db.query(
    `CREATE TEMP TABLE stored ON COMMIT PRESERVE ROWS AS
     SELECT i, gen_random_uuid() AS run, gen_random_uuid() AS delivery, gen_random_uuid() AS item,
            now() - interval '30 days' * (i::float8 / $1::float8) AS at FROM generate_series(1, $1::int) i`,
    [runs],
  )
  const statements = [
    `INSERT INTO payload (id, workspace_id, kind, json, bytes)
     SELECT s.item, t.workspace_id, 'item', jsonb_build_object('order', '#' || s.i), 20 FROM stored s, flow_trigger t WHERE t.flow_id = '${flowId}'`,
    `INSERT INTO delivery (id, workspace_id, source_id, trigger_id, flow_id, origin, state, received_at, expanded_at, items)
     SELECT s.delivery, t.workspace_id, t.source_id, t.id, t.flow_id, 'webhook', 'expanded', s.at, s.at, 1 FROM stored s, flow_trigger t WHERE t.flow_id = '${flowId}'`,
    `INSERT INTO run (id, workspace_id, flow_id, version_id, plan_hash, trigger_id, delivery_id, item_index, subject, search_text,
                      item_payload_id, state, now_at, random, accepted_at, started_at, finished_at, failed_step_id, reason)
     SELECT s.run, t.workspace_id, t.flow_id, t.version_id, v.plan_hash, t.id, s.delivery, 0, 'Order #' || s.i, 'order #' || s.i,
            s.item, CASE WHEN s.i % 50 = 0 THEN 'failed' ELSE 'succeeded' END, s.at, '00', s.at, s.at, s.at + interval '1 second',
            CASE WHEN s.i % 50 = 0 THEN 'price' END, CASE WHEN s.i % 50 = 0 THEN 'HTTP answered 500.' END
     FROM stored s, flow_trigger t JOIN flow_version v ON v.id = t.version_id WHERE t.flow_id = '${flowId}'`,
    `INSERT INTO step_run (id, workspace_id, run_id, node, step_id, kind, state, port, epoch, attempts, started_at, finished_at)
     SELECT gen_random_uuid(), t.workspace_id, s.run, n.ordinality - 1, n.node ->> 'id', n.node ->> 'kind',
            CASE WHEN s.i % 50 = 0 AND n.node ->> 'id' = 'price' THEN 'failed' ELSE 'succeeded' END, 'out', 1, 1, s.at, s.at
     FROM stored s, flow_trigger t JOIN flow_version v ON v.id = t.version_id
     JOIN plan p ON p.hash = v.plan_hash AND p.workspace_id = t.workspace_id,
     jsonb_array_elements(p.body -> 'control') WITH ORDINALITY AS n (node, ordinality) WHERE t.flow_id = '${flowId}'`,
  ]
  for (const statement of statements) await db.query(statement)
  for (const table of ['payload', 'delivery', 'run', 'step_run']) await db.query(`VACUUM ANALYZE ${table}`)
}
