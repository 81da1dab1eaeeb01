import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { whyWaiting } from './why-waiting.ts'

const database = useDatabase(testDatabase)
let db: Database
beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))

/** Queued runs, by the thousand; all with one key where one is given. */
const pile = (world: QueueWorld, { triggerId, flowId }: Deployed, runs: number, key: string | null = null) =>
  world.inside((tx) =>
    tx.execute(sql`
      INSERT INTO run (id, workspace_id, flow_id, version_id, plan_hash, trigger_id, delivery_id, item_index, item_payload_id,
                       now_at, random, order_key, order_at)
      SELECT uuidv7(), ${world.workspaceId}, ${flowId}, ${flowId}, 'h', ${triggerId}, uuidv7(), 0, uuidv7(), now(), '00',
             ${key}, now() + n * interval '1 ms'
      FROM generate_series(1, ${runs}) n`),
  )
const flowsOf = async (world: QueueWorld, ids: string[]) =>
  Object.fromEntries(
    [...Map.groupBy(await world.rowsOf(ids), ({ flowId }) => flowId)].map(([flowId, rows]) => [flowId, rows.length]),
  )
const endAll = (world: QueueWorld) =>
  world.inside((tx) =>
    tx.execute(sql`UPDATE run SET state = 'succeeded', finished_at = now() WHERE finished_at IS NULL`),
  )

test('a workspace has as many runs under way as it may; those that wait for something take no room', async () => {
  const world = await openQueueWorld(db, { runsAtOnce: 5 })
  const flow = await world.deploy()
  await pile(world, flow, 12)
  const first = await world.start()
  expect(first).toHaveLength(5)
  expect(await world.start()).toEqual([])
  const waiting = (await world.runsOf(flow)).find(({ state }) => state === 'queued')
  const why = waiting && (await world.inside((tx) => whyWaiting(tx, waiting)))
  expect(why).toMatchObject({ kind: 'limit', of: 'workspace', atOnce: 5 })
  await world.finish(first[0] ?? '')
  await world.inside((tx) => tx.execute(sql`UPDATE run SET state = 'waiting' WHERE id = ${first[1]}`))
  expect(await world.start()).toHaveLength(2)
  await world.inside((tx) => tx.update(workspace).set({ runsAtOnce: 6 }).where(eq(workspace.id, world.workspaceId)))
  expect(await world.start()).toHaveLength(1)
  await endAll(world)
})

test('two workers that lease at once never take more than there is room for', async () => {
  const world = await openQueueWorld(db, { runsAtOnce: 7 })
  const flow = await world.deploy({ atOnce: 3 })
  const other = await world.deploy()
  await pile(world, flow, 30)
  await pile(world, other, 30)
  const taken = (await Promise.all(Array.from({ length: 6 }, () => world.start(10)))).flat()
  expect(await flowsOf(world, taken)).toEqual({ [flow.flowId]: 3, [other.flowId]: 4 })
  await world.inside((tx) =>
    tx.execute(sql`UPDATE run SET state = 'retrying' WHERE id = ANY (${`{${taken.join(',')}}`}::uuid[])`),
  )
  // A run that tries again is still one of the flow's three.
  expect(await flowsOf(world, await world.start(10))).toEqual({ [other.flowId]: 7 })
  await endAll(world)
})

test('a flood takes nothing from its neighbours: room goes to who has least, in the workspace and between workspaces', async () => {
  const [flooded, small] = [await openQueueWorld(db, { runsAtOnce: 20 }), await openQueueWorld(db)]
  const [flood, quiet, next] = [await flooded.deploy(), await flooded.deploy(), await small.deploy()]
  await pile(flooded, flood, 500)
  expect(await flooded.start(15)).toHaveLength(15)
  await pile(flooded, quiet, 3)
  await pile(small, next, 3)
  const leaseId = newId()
  const { rows } = await db.pool.query('SELECT id FROM lease_runs($1, 6, 30000)', [leaseId])
  const ids = rows.map(({ id }) => String(id))
  expect(await flowsOf(small, ids)).toEqual({ [next.flowId]: 3 })
  expect(await flowsOf(flooded, ids)).toEqual({ [quiet.flowId]: 3 })
  await endAll(flooded)
  await endAll(small)
})

test('events are unpacked in turn, too: a flow with many takes one place a round', async () => {
  const world = await openQueueWorld(db)
  const [flood, quiet] = [await world.deploy(), await world.deploy()]
  for (let event = 0; event < 30; event++) await world.arrive(flood, [orderItem(`${event}`, null)])
  const own = await world.arrive(quiet, [orderItem('1', null)])
  expect((await world.lease(20)).map(({ id }) => id)).toContain(own)
})

test('what a lease costs does not grow with the queue: 20,000 runs of one workspace, in one line or in none', async () => {
  const [big, small] = [await openQueueWorld(db, { runsAtOnce: 1_000 }), await openQueueWorld(db)]
  const [flood, line, few] = [await big.deploy(), await big.deploy(), await small.deploy()]
  await pile(big, flood, 200)
  await pile(big, line, 200, `t:${line.triggerId}:one`)
  await pile(small, few, 10)
  await settle(big)
  const before = await pagesRead()
  await pile(big, flood, 20_000)
  await pile(big, line, 20_000, `t:${line.triggerId}:one`)
  await settle(big)
  const after = await pagesRead()
  expect(before).toBeGreaterThan(0)
  expect(after).toBeLessThan(before * 2)
  expect(await small.start(20)).toHaveLength(10)
}, 120_000)

test('nor does unpacking: 20,000 events of one flow before one of another', async () => {
  const world = await openQueueWorld(db)
  const [flood, quiet] = [await world.deploy(), await world.deploy()]
  const arriveMany = (events: number) =>
    world.inside((tx) =>
      tx.execute(sql`
        INSERT INTO delivery (id, workspace_id, trigger_id, flow_id, origin, state)
        SELECT uuidv7(), ${world.workspaceId}, ${flood.triggerId}, ${flood.flowId}, 'event', 'accepted'
        FROM generate_series(1, ${events})`),
    )
  await arriveMany(200)
  await settle(world)
  const before = await pagesRead('lease_deliveries')
  await arriveMany(20_000)
  const own = await world.arrive(quiet, [orderItem('1', null)])
  await settle(world)
  expect(await pagesRead('lease_deliveries')).toBeLessThan(before * 2)
  // By chance in one of two rounds, and surely long before the twenty thousandth.
  expect((await world.lease(100)).map(({ id }) => id)).toContain(own)
}, 120_000)

/** The line has been looked at once, and the planner knows how much there is. */
const settle = async (world: QueueWorld) => {
  const owner = openDatabase(database.ownerUrl)
  await owner.pool.query('DELETE FROM order_turn WHERE id NOT IN (SELECT max(id) FROM order_turn)')
  await owner.pool.query('VACUUM ANALYZE run')
  await owner.pool.query('VACUUM ANALYZE order_turn')
  await owner.pool.query('VACUUM ANALYZE delivery')
  await closeDatabase(owner)
  await world.leaseRuns(0)
}

/** Pages of the database that leasing twenty touches; it is rolled back. */
async function pagesRead(of: 'lease_runs' | 'lease_deliveries' = 'lease_runs'): Promise<number> {
  const client = await db.pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`SELECT count(*) FROM ${of}($1, 20, 30000)`, [newId()])
    const { rows } = await client.query(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) SELECT * FROM ${of}('${newId()}', 20, 30000)`,
    )
    const plan: unknown = rows[0]?.['QUERY PLAN']
    const text = JSON.stringify(plan)
    const hits = /"Shared Hit Blocks":(\d+)/.exec(text)?.[1]
    const reads = /"Shared Read Blocks":(\d+)/.exec(text)?.[1]
    return Number(hits) + Number(reads)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}
