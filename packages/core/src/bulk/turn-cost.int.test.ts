import { closeDatabase, openDatabase, type Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { bulkItem, bulkJob, run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { getBulkJob } from './list-bulk-jobs.ts'
import { takeItems } from './take-items.ts'

const database = useDatabase(testDatabase)
const ITEMS = 3_000
const BEGUN = 2_500
let core: TestCore
let workspaceId: string
let reader: Principal
let jobId: string

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
const inside = <T>(work: (tx: Queries) => Promise<T>) => inWorkspace(core.ctx.db, workspaceId, work)

/** A job of 3,000 items, of which 2,500 were begun and their runs have ended: every fifth failed. */
beforeEach(async () => {
  const made = await core.newWorkspace()
  workspaceId = made.workspaceId
  reader = made.as('operator')
  jobId = newId()
  await inside(async (tx) => {
    const actor = { kind: 'user', userId: workspaceId, name: 'Tamsin', role: 'operator' } as const
    await tx
      .insert(bulkJob)
      .values({ id: jobId, workspaceId, action: 'retry', params: {}, atOnce: 5, total: ITEMS, actor })
    await tx.execute(sql`
      WITH made AS (
        INSERT INTO run (id, workspace_id, flow_id, version_id, plan_hash, trigger_id, delivery_id, item_index, item_payload_id,
          now_at, random, state, finished_at)
        SELECT gen_random_uuid(), ${workspaceId}, ${newId()}, ${newId()}, 'h', ${newId()}, gen_random_uuid(), 0, gen_random_uuid(),
          now(), '00', CASE WHEN n % 5 = 0 THEN 'failed' ELSE 'succeeded' END, now()
        FROM generate_series(1, ${ITEMS}::int) n RETURNING id)
      INSERT INTO bulk_item (id, workspace_id, job_id, position, run_id, state)
      SELECT gen_random_uuid(), ${workspaceId}, ${jobId}, x.n, x.id, CASE WHEN x.n <= ${BEGUN} THEN 'applied' ELSE 'queued' END
      FROM (SELECT id, (row_number() OVER ())::int AS n FROM made) x`)
  })
  await analyze()
})

/** As PostgreSQL does by itself once enough rows have changed. It belongs to whoever owns the tables. */
async function analyze(): Promise<void> {
  const owner = openDatabase(database.ownerUrl)
  await owner.pool.query('VACUUM ANALYZE bulk_item')
  await owner.pool.query('VACUUM ANALYZE run')
  await closeDatabase(owner)
}

/** A turn, and the rows of items and runs that PostgreSQL read for it. */
const turn = () => inside(turnIn)
async function turnIn(tx: Queries) {
  const before = await rowsRead(tx)
  const taken = await takeItems(tx, jobId)
  return { items: taken?.items ?? [], read: (await rowsRead(tx)) - before }
}

async function rowsRead(tx: Queries): Promise<number> {
  const { rows } = await tx.execute<{ rows: number }>(sql`
    SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS rows FROM pg_stat_xact_user_tables
    WHERE relname IN ('bulk_item', 'run')`)
  return rows[0]?.rows ?? 0
}

test('a turn looks at what has changed since the last one, however many items there are', async () => {
  const first = await turn()
  expect(first.items).toHaveLength(5)
  expect(first.read).toBeGreaterThan(BEGUN)
  const view = mustGive(await getBulkJob(core.ctx, reader, { id: jobId }))
  expect(view.counts).toEqual({
    queued: ITEMS - BEGUN,
    underWay: 0,
    succeeded: BEGUN - 500,
    failed: 500,
    held: 0,
    refused: 0,
    stopped: 0,
    mended: 0,
  })
  expect(view.errors).toHaveLength(100)

  await analyze()
  // Nothing has changed: five are taken, there is no room.
  expect((await turn()).items).toEqual([])
  expect((await turn()).read).toBeLessThan(30)

  // One is refused, one under way, one is held for a person, two have ended.
  const ids = first.items.map(({ id }) => id)
  const runs = first.items.map(({ runId }) => runId)
  await inside(async (tx) => {
    await tx.update(bulkItem).set({ state: 'applied' }).where(inArray(bulkItem.id, ids))
    await tx
      .update(bulkItem)
      .set({ state: 'refused', error: 'no' })
      .where(eq(bulkItem.id, ids[0] ?? ''))
    await tx.update(run).set({ state: 'succeeded' }).where(inArray(run.id, runs))
    await tx
      .update(run)
      .set({ state: 'running', finishedAt: null })
      .where(eq(run.id, runs[1] ?? ''))
    await tx
      .update(run)
      .set({ state: 'needs_attention', finishedAt: null })
      .where(eq(run.id, runs[2] ?? ''))
  })
  const next = await turn()
  expect(next.items).toHaveLength(4)
  expect(next.read).toBeLessThan(50)
  const later = mustGive(await getBulkJob(core.ctx, reader, { id: jobId }))
  expect(later.counts).toEqual({
    queued: ITEMS - BEGUN - 5,
    underWay: 1,
    succeeded: BEGUN - 500 + 2,
    failed: 500,
    held: 1,
    refused: 1,
    stopped: 0,
    // The run of the one that was refused has succeeded all the same.
    mended: 1,
  })
})

test('a run that waits for a moment keeps its room, one that waits for longer leaves it and has it again when it goes on', async () => {
  const first = await turn()
  const runs = first.items.map(({ runId }) => runId)
  // In one transaction: for it no time goes by.
  const all = (state: 'waiting' | 'running', secondsAgo: number) =>
    inside(async (tx) => {
      const progressAt = sql`now() - make_interval(secs => ${secondsAgo})`
      await tx.update(run).set({ state, finishedAt: null, progressAt }).where(inArray(run.id, runs))
      return (await turnIn(tx)).items.length
    })
  await inside((tx) => tx.update(bulkItem).set({ state: 'applied' }).where(eq(bulkItem.state, 'taken')))
  expect(await all('waiting', 1)).toBe(0)
  expect(await all('waiting', 20)).toBe(5)
  // Five of before go on, and five are taken beside them.
  expect(await all('running', 0)).toBe(0)
  expect(await all('waiting', 70)).toBe(0)
  // What waited for long is not looked at any more.
  expect(await all('running', 0)).toBe(0)
})
