import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { createFlow } from '@patchbay/core/flows/create-flow'
import { SCOPES } from '@patchbay/core/people/permissions'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createClient, type PatchbayClient } from '../client.ts'
import { createRestApp } from './app.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let client: PatchbayClient
const errors: unknown[] = []

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
  const app = createRestApp({ core: core.ctx, onError: (error) => errors.push(error) })
  // The client speaks HTTP; here the app answers it without a socket between.
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => app.fetch(new Request(url, init)))
  const { key } = mustGive(await createApiKey(core.ctx, owner, { name: 'CI', scopes: [...SCOPES], expiresAt: null }))
  client = createClient({ url: 'http://127.0.0.1:3000', apiKey: key })
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await core.close()
  expect(errors).toEqual([])
})

const position = { x: 0, y: 0 }
const document = (...fields: string[]): FlowDocument => ({
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position, trigger: { type: 'api' } },
    {
      id: 'note',
      kind: 'set',
      name: 'Note it',
      position,
      fields: Object.fromEntries(fields.map((field) => [field, { kind: 'constant', value: field }])),
    },
  ],
  edges: [{ id: 'e1', from: 'start', port: 'out', to: 'note' }],
  notes: [],
})

test('changes, part of a publishing, versions, restoring, a file and back, and archiving go by the API too', async () => {
  const { id } = mustGive(await createFlow(core.ctx, owner, { name: 'Journey', document: document('a') }))
  const first = await client.flows.publish(id, { revision: 1 })
  await client.flows.replaceDraft(id, { revision: 1, document: document('a', 'b', 'c') })
  const changes = await client.flows.changes(id)
  expect(changes).toMatchObject({ liveNumber: 1, authors: [{ name: 'CI', you: true }] })
  expect(changes.authors[0]?.changes.map((change) => change.id)).toEqual(['step:note:fields.b', 'step:note:fields.c'])
  await client.flows.publish(id, { revision: 2, include: ['step:note:fields.b'] })
  const versions = await client.flows.versions(id)
  expect(versions.items.map(({ number, live, changes }) => [number, live, changes])).toEqual([
    [2, true, ['Note it: B is “b”, before empty']],
    [1, false, ['The first version']],
  ])
  expect((await client.flows.version(id, first.versionId)).document).toEqual(document('a'))
  expect(await client.flows.restore(id, first.versionId, 2)).toEqual({ revision: 3 })

  const file = await client.flows.export(id)
  expect(await client.flows.importPlan(file)).toMatchObject({ name: 'Journey', steps: 2, connections: [], missing: [] })
  const imported = await client.flows.import({ file, name: 'Second journey' })
  expect(await client.flows.get(imported.id)).toMatchObject({ name: 'Second journey', enabled: false, live: null })
  expect(imported.problems.filter(({ severity }) => severity === 'error')).toEqual([])

  await client.flows.enable(id)
  await expect(client.flows.archive(id)).rejects.toMatchObject({ status: 409 })
  expect(await client.flows.disable(id, 'Stock-taking', 'hold')).toEqual({ enabled: false, released: 0 })
  expect(await client.flows.get(id)).toMatchObject({ newEvents: 'hold', held: 0 })
  expect(await client.flows.archive(id)).toEqual({ ok: true })
  await expect(client.flows.get(id)).rejects.toMatchObject({ status: 404 })
})
