import { MAX_FRUITLESS_STARTS } from '@patchbay/core/runs/begin-work'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ended, until } from './testing/observe.ts'
import { action, planOf } from './testing/plans.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
/** What happens each time the credential is asked for; it throws while the vault is away. */
let onSecret: () => Promise<void>

beforeAll(async () => {
  const at = { appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace }
  world = await openWorld(at, {
    readSecret: async () => {
      await onSecret()
      return { values: { token: 'made-up-token' }, hosts: [] }
    },
  })
}, 60_000)
afterAll(() => world?.close())

/** As if it had been so for long: the engine's own tries are seconds apart. */
const pretend = (assignments: SQL) =>
  inWorkspace(world.db, world.workspaceId, (tx) => tx.execute(sql`UPDATE run SET ${assignments}`))
const SILENT = sql`progress_at = now() - interval '15 s'`

test('a vault that is away makes no run poison: it goes on once it is back', async () => {
  let left = 4
  onSecret = async () => {
    if (left-- <= 0) return
    await pretend(SILENT)
    throw new Error('the vault is away')
  }
  const { runId } = await world.start(planOf([action('send', 'keyed', { connectionId: world.connectionId })]))
  await pretend(sql`${SILENT}, starts = ${MAX_FRUITLESS_STARTS - 1}`)
  await world.dispatch()
  expect((await until(world, runId, ended)).run).toMatchObject({ state: 'succeeded', reasonCode: null })
  expect(left).toBe(-1)
})

test('a run whose work fails for an hour ends, and says whose trouble it is', async () => {
  onSecret = async () => {
    await pretend(sql`failing_since = now() - interval '61 min'`)
    throw new Error('the vault is away')
  }
  const { runId } = await world.start(planOf([action('send', 'keyed', { connectionId: world.connectionId })]))
  await world.dispatch()
  const { run: seen } = await until(world, runId, ended)
  expect(seen).toMatchObject({ state: 'failed', reasonCode: 'engine_trouble' })
})
