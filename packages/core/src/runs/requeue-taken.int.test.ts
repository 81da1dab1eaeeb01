import { newId } from '@patchbay/db/ids'
import { plan, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { ControlNode } from '@patchbay/flow/plan'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { controlOf } from '../testing/control-of.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { requeueRun } from './requeue-run.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let world: QueueWorld

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
beforeEach(async () => {
  world = await openQueueWorld(core.ctx.db)
})

type Row = Partial<typeof stepRun.$inferInsert> & { node: number }

/** A run that has ended, with steps as a worker would have left them. */
async function endedRun(control: ControlNode[], rows: Row[], reasonCode: string | null = 'upstream') {
  const shop = await world.deploy()
  await world.arrive(shop, [orderItem('1001', 1)])
  await world.expandAll()
  const [runId = ''] = await world.start()
  const work = control.map(({ kind, id }) => ({ kind, name: id, ...(kind === 'stop' ? { outcome: 'failed' } : {}) }))
  await world.inside(async (tx) => {
    await tx.update(plan).set({ body: sql`body || ${JSON.stringify({ control, work })}::jsonb` })
    await tx.insert(stepRun).values(
      rows.map((row) => ({
        ...{ id: newId(), workspaceId: world.workspaceId, runId, iteration: '', epoch: 1, attempts: 1 },
        ...{ kind: control[row.node]?.kind ?? '', stepId: control[row.node]?.id ?? '', effect: 'create' as const },
        ...{ state: 'succeeded' as const, port: row.state === undefined ? 'out' : null, finishedAt: new Date() },
        ...row,
      })),
    )
  })
  await world.finish(runId, 'failed')
  await world.inside((tx) => tx.update(run).set({ reasonCode }).where(eq(run.id, runId)))
  return runId
}

const requeue = async (runId: string, options: Parameters<typeof requeueRun>[2] = { newRound: true }) => {
  const epoch = (await world.rowOf(runId))?.epoch ?? 0
  await world.inside((tx) => requeueRun(tx, { id: runId, epoch }, options))
  const rows = await world.inside((tx) =>
    tx.select().from(stepRun).where(eq(stepRun.runId, runId)).orderBy(stepRun.iteration, stepRun.node),
  )
  return rows.map(({ node, iteration, state }) => `${node}${iteration && `[${iteration}]`} ${state}`)
}

test('items that a loop went on after, and lanes that were left, stay as they are; what was cut off elsewhere does not', async () => {
  const control = controlOf([
    { kind: 'loop', onItemError: 'continue' },
    { kind: 'scope', region: 1, scope: { compensates: true, catches: false, always: false } },
    { kind: 'action', id: 'reserve', region: 2, lane: 0, undo: 6 },
    { kind: 'action', id: 'stock', region: 2, lane: 0 },
    { kind: 'action', id: 'charge', region: 2, lane: 0 },
    { kind: 'action', id: 'release', region: 2, undoOf: 3 },
    { kind: 'parallel', join: { of: 'succeeded', need: 1, timeoutMs: null, lanes: 2 } },
    { kind: 'action', id: 'fast', region: 7, lane: 0 },
    { kind: 'action', id: 'slow', region: 7, lane: 1 },
    { kind: 'action', id: 'mail' },
  ])
  const taken = { iteration: '0' }
  const runId = await endedRun(control, [
    { ...taken, node: 3 },
    { ...taken, node: 4, effect: 'read' },
    { ...taken, node: 5, state: 'failed' },
    { ...taken, node: 6 },
    { node: 5, iteration: '1', state: 'cancelled' },
    { node: 8 },
    { node: 9, state: 'cancelled' },
    { node: 10, state: 'failed' },
  ])
  const stays = ['8 succeeded', '9 cancelled', '10 retrying', '3[0] succeeded', '4[0] succeeded']
  const after = [...stays, '5[0] failed', '6[0] succeeded', '5[1] retrying']
  expect(await requeue(runId)).toEqual(after)
  // Whoever takes it over finds it so.
  expect(await requeue(runId, { newRound: false, lost: true })).toEqual(after)
})

test('a run that a Stop ended as failed has not gone on: what its frame took is tried again', async () => {
  const control = controlOf([
    { kind: 'scope', scope: { compensates: false, catches: true, always: false } },
    { kind: 'action', region: 1, lane: 0 },
    { kind: 'action', id: 'mail', region: 1, lane: 1 },
    { kind: 'stop', region: 1, lane: 1 },
  ])
  const rows = [{ node: 2, state: 'failed' as const }, { node: 3 }]
  const stopped = await endedRun(control, [...rows, { node: 4, port: null }], null)
  expect(await requeue(stopped)).toEqual(['2 retrying', '3 succeeded', '4 succeeded'])
})
