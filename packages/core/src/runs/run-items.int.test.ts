import { closeDatabase, openDatabase } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CoreContext } from '../context.ts'
import { createFlow } from '../flows/create-flow.ts'
import { publishFlow } from '../flows/publish-flow.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { type RunSeed, seedRun } from '../testing/seed-run.ts'
import { getRun } from './get-run.ts'
import { getRunItem } from './get-run-item.ts'
import { listRunItems } from './list-run-items.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let flowId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
  flowId = mustGive(await createFlow(core.ctx, owner, { name: 'Every order', document })).id
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))
})
afterAll(() => core.close())

const ITEMS = 10_000
const STEPS = 2 * ITEMS

test('of a loop over ten thousand items the page gets counts, the pressing few, and the rest a page at a time', async () => {
  const { runId } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId,
    steps: [{ stepId: 'each', kind: 'loop', state: 'succeeded', count: ITEMS, finishedAt: new Date() }],
  })
  // Item 41 fails at its first step, 9,999 is under way at its second, and every third is skipped there.
  await insertItems(runId, {
    stepId: 'look',
    upTo: ITEMS,
    state: sql`CASE WHEN n = 41 THEN 'failed' ELSE 'succeeded' END`,
  })
  await insertItems(runId, {
    stepId: 'keep',
    upTo: ITEMS,
    state: sql`CASE WHEN n = 9999 THEN 'running' WHEN n % 3 = 0 THEN 'skipped' ELSE 'succeeded' END`,
  })

  const { answer, read } = await countingRows((ctx) => getRun(ctx, owner, { runId }))
  // Each of the steps a few times, and not once for each of the others.
  expect(read).toBeGreaterThan(STEPS)
  expect(read).toBeLessThan(10 * STEPS)
  const run = mustGive(answer)
  expect(JSON.stringify({ ...run, document: null }).length).toBeLessThan(20_000)
  expect(run.items).toEqual([
    { stepId: 'each', states: { failed: 1, running: 1, succeeded: 9998 }, total: ITEMS, limit: null },
    { stepId: 'again', states: {}, total: null, limit: 5 },
  ])
  expect(run.tallies.map(({ stepId, states, finishedAt }) => [stepId, states, finishedAt === null])).toEqual([
    ['look', { failed: 1, succeeded: 9999 }, false],
    ['keep', { running: 1, skipped: 3333, succeeded: 6666 }, true],
  ])
  const shown = (stepId: string) => run.steps.filter((step) => step.stepId === stepId).map(({ iteration }) => iteration)
  expect(shown('look')).toEqual(['0', '1', '2', '3', '41'])
  expect(shown('keep')).toContain('9999')

  const list = async (more: object) => mustGive(await listRunItems(core.ctx, owner, { runId, stepId: 'each', ...more }))
  const first = await list({ limit: 100 })
  expect([first.items.length, first.items.at(-1)?.index, first.nextCursor]).toEqual([100, 99, 99])
  expect(first.items[41]).toMatchObject({ state: 'failed', trouble: { stepId: 'look', message: 'No such order.' } })
  expect((await list({ cursor: 99, limit: 2 })).items.map(({ iteration }) => iteration)).toEqual(['100', '101'])
  expect(await list({ states: ['failed', 'running'] })).toMatchObject({
    items: [{ index: 41 }, { index: 9999, finishedAt: null }],
    nextCursor: null,
  })
  expect(mustGive(await getRunItem(core.ctx, owner, { runId, iteration: '41' }))).toMatchObject([
    { stepId: 'look', state: 'failed' },
    { stepId: 'keep', state: 'succeeded' },
  ])
})

test('a loop tells how many of a step changed something outside, and of how many nobody knows', async () => {
  const refused = { code: 'invalid_input', message: 'No such address.' }
  const item = { stepId: 'look', kind: 'action', state: 'succeeded' as const, effect: 'create' as const }
  const { runId } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId,
    steps: [
      { stepId: 'each', kind: 'loop', state: 'succeeded', count: 6 },
      { ...item, iteration: '0' },
      { ...item, iteration: '1', error: refused },
      { ...item, iteration: '2', state: 'failed', error: refused },
      { ...item, iteration: '3', state: 'failed', error: refused, sentAt: new Date() },
      { ...item, iteration: '4', effect: 'read' },
    ],
  })
  const run = mustGive(await getRun(core.ctx, owner, { runId }))
  expect(run.tallies).toMatchObject([
    { stepId: 'look', states: { succeeded: 3, failed: 2 }, applied: 1, unresolved: 1 },
  ])
  const unresolved = run.steps.filter((step) => step.unresolved).map(({ iteration }) => iteration)
  expect(unresolved).toEqual(['3'])
})

test('a flow that was called has changed something outside where its run has applied a write, or may yet', async () => {
  const call = { stepId: 'keep', kind: 'subflow', state: 'succeeded' as const, input: {} }
  const seed = (more: Partial<RunSeed>) => seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, ...more })
  const { runId } = await seed({ steps: ['', '0', '1', '2', '3'].map((iteration) => ({ ...call, iteration })) })
  const write = { stepId: 'look', kind: 'action', state: 'succeeded' as const, effect: 'create' as const }
  const failed = {
    ...write,
    stepId: 'try',
    state: 'failed' as const,
    error: { code: 'invalid_input', message: 'No such address.' },
  }
  const called: Record<string, Partial<RunSeed>> = {
    '': { state: 'succeeded', steps: [{ ...write, effect: 'read' }, failed] },
    '0': { state: 'succeeded', steps: [{ ...write, effect: 'read' }] },
    '1': { state: 'succeeded', steps: [write] },
    '2': { state: 'running' },
  }
  for (const [iteration, of] of Object.entries(called)) {
    const { runId: id } = await seed(of)
    const parent = { parentRunId: runId, parentNode: 3, parentIteration: iteration, parentGeneration: 1 }
    await inWorkspace(core.ctx.db, owner.workspaceId, (tx) => tx.update(run).set(parent).where(eq(run.id, id)))
  }
  const read = mustGive(await getRun(core.ctx, owner, { runId }))
  expect(read.steps.map(({ iteration, calledOutside }) => [iteration, calledOutside])).toEqual([
    ['', false],
    ['0', false],
    ['1', true],
    ['2', true],
    // Its run is no longer kept.
    ['3', true],
  ])
  expect(read.tallies).toMatchObject([{ stepId: 'keep', states: { succeeded: 4 }, applied: 3, unresolved: 0 }])
})

test('passes of a repeat stand with their verdicts; what has no items and other workspaces have none', async () => {
  const { runId } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId,
    steps: [
      { stepId: 'again', kind: 'repeat', state: 'succeeded' },
      ...[0, 1].flatMap((pass) => [
        { stepId: 'try', kind: 'set', state: 'succeeded' as const, iteration: String(pass) },
        { stepId: 'again', kind: 'repeat', state: 'succeeded' as const, iteration: String(pass), port: 'again' },
      ]),
      { stepId: 'try', kind: 'set', state: 'running', iteration: '2' },
    ],
  })
  const run = mustGive(await getRun(core.ctx, owner, { runId }))
  expect(run.items[1]).toEqual({ stepId: 'again', states: { running: 1, succeeded: 2 }, total: null, limit: 5 })
  expect(
    mustGive(await listRunItems(core.ctx, owner, { runId, stepId: 'again' })).items.map(({ state }) => state),
  ).toEqual(['succeeded', 'succeeded', 'running'])
  expect(mustRefuse(await listRunItems(core.ctx, owner, { runId, stepId: 'try' })).code).toBe('not_found')
  const stranger = (await core.newWorkspace()).as('owner')
  expect(mustRefuse(await listRunItems(core.ctx, stranger, { runId, stepId: 'each' })).code).toBe('not_found')
  expect(mustRefuse(await getRunItem(core.ctx, stranger, { runId, iteration: '0' })).code).toBe('not_found')
})

/** What a use case answers, and how many rows of steps PostgreSQL read for it. */
async function countingRows<T>(work: (ctx: CoreContext) => Promise<T>): Promise<{ answer: T; read: number }> {
  // Each connection tells by itself of what it has read, when it is asked to.
  const db = openDatabase(database.appUrl, { maxConnections: 1 })
  const soFar = async () => {
    await db.pool.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await db.pool.query<{ rows: number }>(`
      SELECT (seq_tup_read + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relid = t.relid))::float8 AS rows
      FROM pg_stat_user_tables t WHERE relname = 'step_run'`)
    return rows[0]?.rows ?? 0
  }
  try {
    const before = await soFar()
    const answer = await work({ ...core.ctx, db })
    return { answer, read: (await soFar()) - before }
  } finally {
    await closeDatabase(db)
  }
}

type Items = { stepId: string; upTo: number; state: ReturnType<typeof sql> }

async function insertItems(runId: string, { stepId, upTo, state }: Items): Promise<void> {
  await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.execute(sql`
      INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, epoch, finished_at, error)
      SELECT gen_random_uuid(), ${owner.workspaceId}, ${runId}, ${NODES.indexOf(stepId)}, ${stepId}, n::text, 'set', s, 1,
        CASE WHEN s = 'running' THEN NULL ELSE now() END,
        CASE WHEN s = 'failed' THEN '{"code":"not_found","message":"No such order."}'::jsonb END
      FROM (SELECT n, ${state} AS s FROM generate_series(0, ${upTo - 1}) n) i`),
  )
}

/** In plan order. */
const NODES = ['start', 'each', 'look', 'keep', 'again', 'try']
const position = { x: 0, y: 0 }
const one = { kind: 'constant' as const, value: 1 }
const document: FlowDocument = {
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position, trigger: { type: 'api' } },
    {
      id: 'each',
      kind: 'loop',
      name: 'For each order',
      position,
      list: { kind: 'constant', value: [1] },
      concurrency: 4,
      onItemError: 'continue',
    },
    { id: 'look', kind: 'set', name: 'Look', position, parent: 'each', fields: { one } },
    { id: 'keep', kind: 'set', name: 'Keep', position, parent: 'each', fields: { one } },
    {
      id: 'again',
      kind: 'repeat',
      name: 'Until it is there',
      position,
      until: {
        kind: 'compare',
        left: { kind: 'reference', ref: { from: 'try', path: ['one'] } },
        operator: 'is_not_empty',
      },
      maxTimes: 5,
      delayMs: 0,
      atLimit: 'fail',
    },
    { id: 'try', kind: 'set', name: 'Try', position, parent: 'again', fields: { one } },
  ],
  edges: [
    { id: 'e1', from: 'start', port: 'out', to: 'each' },
    { id: 'e2', from: 'look', port: 'out', to: 'keep' },
    { id: 'e3', from: 'each', port: 'out', to: 'again' },
  ],
  notes: [],
}
