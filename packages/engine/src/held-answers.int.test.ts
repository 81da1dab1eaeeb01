import { cutWhileWriting, runLock } from '@patchbay/core/testing/cut-while-writing'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ended, outputOf, until } from './testing/observe.ts'
import { action, planOf } from './testing/plans.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

test('a database that goes down under an answer costs neither the answer nor a question', async () => {
  const gate = Promise.withResolvers<void>()
  world.vendor.next.push({ kind: 'hold', until: gate.promise })
  const from = world.vendor.requests.length
  const { runId } = await world.start(planOf([action('pay', 'unsafe', { connectionId: world.connectionId })]))
  await world.dispatch()
  await vi.waitFor(() => expect(world.vendor.requests).toHaveLength(from + 1), { timeout: 20_000 })
  await cutWhileWriting(world.db, world.workspaceId, { lock: runLock(runId), begin: () => gate.resolve() })
  const done = await until(world, runId, (seen) => ended(seen) || seen.decisions.length > 0)
  expect(done).toMatchObject({ run: { state: 'succeeded' }, decisions: [], attempts: [{ outcome: 'succeeded' }] })
  expect(await outputOf(world, { runId, stepId: 'pay' })).toMatchObject({ id: `made_${world.vendor.effects.length}` })
  expect(world.vendor.requests).toHaveLength(from + 1)
})

test('nor is a call inside an action made again', async () => {
  const gate = Promise.withResolvers<void>()
  world.vendor.next.push({ kind: 'hold', until: gate.promise })
  const from = world.vendor.requests.length
  const { runId } = await world.start(planOf([action('both', 'pair', { connectionId: world.connectionId })]))
  await world.dispatch()
  await vi.waitFor(() => expect(world.vendor.requests).toHaveLength(from + 1), { timeout: 20_000 })
  await cutWhileWriting(world.db, world.workspaceId, {
    // What is read of it gets through.
    lock: sql`LOCK TABLE once_result IN SHARE MODE`,
    begin: () => gate.resolve(),
  })
  expect((await until(world, runId, ended)).run.state).toBe('succeeded')
  expect(world.vendor.requests.slice(from).map(({ path }) => path)).toEqual(['/first', '/second'])
})
