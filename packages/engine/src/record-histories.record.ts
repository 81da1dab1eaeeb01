import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { testDatabase } from '@patchbay/db/testing'
import { ENGINE_VERSION } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { languageRuns } from './testing/language-runs.ts'
import { sampleRuns } from './testing/sample-runs.ts'
import { openWorld, type World } from './testing/world.ts'

// Not a test of its own: `pnpm --filter @patchbay/engine record-histories` writes what `replay.int.test.ts` replays.
const folder = fileURLToPath(new URL(`../histories/v${ENGINE_VERSION}`, import.meta.url))
const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

test.each(Object.entries({ ...sampleRuns, ...languageRuns }))('records %s', async (name, play) => {
  const runId = await play(world)
  await record(name, runId, 1)
  // A cancel that undoes goes on in a workflow of its own.
  if (name === 'cancelledAndUnwound') await record(`${name}.unwind`, runId, 2)
})

async function record(name: string, runId: string, epoch: number): Promise<void> {
  const handle = world.client.workflow.getHandle(runWorkflowId(runId, epoch))
  await handle.result()
  const history = await handle.fetchHistory()
  expect(history.events?.length).toBeGreaterThan(3)
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/${name}.json`, `${historyToJSON(history)}\n`)
}
