import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowTrigger, run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Trigger } from '@patchbay/flow/document'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, inArray } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { releaseSteps } from './release-steps.ts'
import { ended, until } from './testing/observe.ts'
import { constant, setStep } from './testing/plans.ts'
import { deploy, newPlan, startRun, subflowNode } from './testing/waiting.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const inWorld = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(world.db, world.workspaceId, work)
const calls: Trigger = { type: 'call', input: [], output: [] }

/** A flow whose runs go one at a time in a queue. */
async function inQueue(queue: string, body: Plan) {
  const deployed = await deploy(world, { trigger: calls, body })
  const order = { key: constant('same'), queue, whenOpen: 'queue', olderVersion: 'run' } as const
  await inWorld((tx) => tx.update(flowTrigger).set({ runs: { order } }).where(eq(flowTrigger.id, deployed.triggerId)))
  return deployed
}

test('two runs that call into each other’s queue do not wait for ever: one fails with who waits for whom, the other ends well', async () => {
  const work = newPlan([setStep('work', constant('done'))])
  const [inOrders, inStock] = [await inQueue('orders', work), await inQueue('stock', work)]
  const orders = await inQueue('orders', newPlan([subflowNode('count', inStock.flowId)]))
  const stock = await inQueue('stock', newPlan([subflowNode('tell', inOrders.flowId)]))
  const runs = [await startRun(world, orders), await startRun(world, stock)]
  const [order = '', count = ''] = runs
  for (const [runId, queue] of [
    [order, 'orders'],
    [count, 'stock'],
  ] as const) {
    await inWorld((tx) =>
      tx
        .update(run)
        .set({ orderKey: `q:${queue}:same`, hasTurn: true })
        .where(eq(run.id, runId)),
    )
  }
  const both = () => inWorld((tx) => tx.select().from(run).where(inArray(run.id, runs)))
  for (;;) {
    await world.dispatch()
    await releaseSteps(world.db, world.client, (error) => {
      throw error
    })
    if ((await both()).every(({ finishedAt }) => finishedAt !== null)) break
    const [open] = await inWorld((tx) => tx.select().from(run).where(eq(run.state, 'running')))
    if (open !== undefined) await until(world, open.id, (seen) => ended(seen) || seen.run.state !== 'running')
  }
  const rows = await both()
  expect(rows.map(({ state }) => state).sort()).toEqual(['failed', 'succeeded'])
  const failed = rows.find(({ state }) => state === 'failed')
  expect(failed?.reasonCode).toBe('call_cycle')
  const { steps } = await until(world, failed?.id ?? '', ended)
  expect(steps[0]?.error?.message).toContain('would wait for each other for ever')
}, 60_000)
