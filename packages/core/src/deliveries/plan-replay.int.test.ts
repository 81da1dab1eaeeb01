import { newId } from '@patchbay/db/ids'
import { plan, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { replayDelivery } from '../inbox/replay-delivery.ts'
import type { Principal } from '../principal.ts'
import { getRun } from '../runs/get-run.ts'
import { controlOf } from '../testing/control-of.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { mustGive } from '../testing/result-of.ts'
import { getDelivery } from './get-delivery.ts'
import { planReplay } from './plan-replay.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let world: QueueWorld
let shop: Deployed

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
beforeEach(async () => {
  world = await openQueueWorld(core.ctx.db)
  shop = await world.deploy()
  const control = controlOf([
    { kind: 'action', id: 'look' },
    { kind: 'action', id: 'charge', deps: [{ node: 1, port: 'out' }] },
    { kind: 'action', id: 'mail', deps: [{ node: 2, port: 'out' }] },
  ])
  const work = control.map(({ kind, id }) => ({
    ...{ kind, name: id, connector: 'stripe', connectionId: null },
    effect: id === 'look' ? 'read' : 'create',
  }))
  await world.inside((tx) => tx.update(plan).set({ body: sql`body || ${JSON.stringify({ control, work })}::jsonb` }))
})

const operator = (): Principal => ({
  ...{ kind: 'user', userId: newId(), name: 'Tamsin', role: 'operator' },
  workspaceId: world.workspaceId,
})

/** Each run has looked and charged, and not mailed yet. */
async function chargeAll(): Promise<string[]> {
  await world.expandAll()
  const runIds = await world.start()
  const done = (runId: string, node: number, stepId: string, effect: 'read' | 'create') => ({
    ...{ id: newId(), workspaceId: world.workspaceId, runId, node, iteration: '', epoch: 1, attempts: 1 },
    ...{ kind: 'action', stepId, effect, state: 'succeeded' as const, port: 'out', finishedAt: new Date() },
  })
  await world.inside((tx) =>
    tx.insert(stepRun).values(runIds.flatMap((id) => [done(id, 1, 'look', 'read'), done(id, 2, 'charge', 'create')])),
  )
  for (const runId of runIds) await world.finish(runId)
  return runIds
}

const fatesOf = async (deliveryId: string) => {
  const { steps, effects } = mustGive(await planReplay(core.ctx, operator(), { deliveryId }))
  return { steps: steps.map(({ stepId, fate, times }) => `${stepId} ${fate} ${times}`), ...effects }
}

test('before an event is replayed, what its runs did outside is told as done anew', async () => {
  const deliveryId = await world.arrive(shop, [orderItem('1001', 1), orderItem('1002', 1)])
  await chargeAll()
  expect(await fatesOf(deliveryId)).toEqual({
    steps: ['look again 2', 'charge again 2', 'mail first 2'],
    anew: 2,
    kept: 0,
  })
})

test('what was refused once and replayed since tells of the run that came of it', async () => {
  const refused = await world.arrive(shop, [orderItem('1001', 1)], { state: 'refused', reason: 'Off' })
  expect(await fatesOf(refused)).toEqual({ steps: [], anew: 0, kept: 0 })

  const replayed = mustGive(await replayDelivery(core.ctx, operator(), { deliveryId: refused }))
  const [runId] = await chargeAll()
  const before = mustGive(await getDelivery(core.ctx, operator(), { deliveryId: refused }))
  expect(before.otherTimes).toMatchObject([{ id: replayed.deliveryId, runs: [{ id: runId }] }])
  expect(await fatesOf(refused)).toMatchObject({ anew: 1 })

  const run = mustGive(await getRun(core.ctx, operator(), { runId: runId ?? '' }))
  expect(run).toMatchObject({ replayOf: refused, requestedBy: 'Tamsin', againOf: null })
})

test('of an event that was suppressed as the same, the run of the first is told of', async () => {
  const first = await world.arrive(shop, [orderItem('1001', 1)])
  const [runId] = await chargeAll()
  const second = await world.arrive(shop, [orderItem('1001', 1)], { state: 'duplicate', duplicateOf: first })
  const same = mustGive(await getDelivery(core.ctx, operator(), { deliveryId: second }))
  expect(same.otherTimes).toMatchObject([{ id: first, runs: [{ id: runId }] }])
  expect(await fatesOf(second)).toMatchObject({ anew: 1 })
})
