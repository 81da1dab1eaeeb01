import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { listFlows } from '@patchbay/core/flows/list-flows'
import { SCOPES } from '@patchbay/core/people/permissions'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { type DecisionSeed, drawAsUndo, seedDecision } from '@patchbay/core/testing/seed-decision'
import { createWorkspace } from '@patchbay/core/workspace/create-workspace'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createClient, type PatchbayClient } from '../client.ts'
import { createRestApp } from './app.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let app: ReturnType<typeof createRestApp>
let client: PatchbayClient
let flowId: string
const errors: unknown[] = []

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  flowId = mustGive(await listFlows(core.ctx, owner))[0]?.id ?? ''
  app = createRestApp({ core: core.ctx, onError: (error) => errors.push(error) })
  // The client speaks HTTP; here the app answers it without a socket between.
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => app.fetch(new Request(url, init)))
  const { key } = mustGive(await createApiKey(core.ctx, owner, { name: 'CI', scopes: [...SCOPES], expiresAt: null }))
  client = createClient({ url: 'http://127.0.0.1:3000', apiKey: key })
})
afterEach(() => expect(errors.splice(0)).toEqual([]))
afterAll(async () => {
  vi.unstubAllGlobals()
  await core.close()
})

const ask = (kind: DecisionSeed['kind'], state: DecisionSeed['state']) =>
  seedDecision(core.ctx, { workspaceId: owner.workspaceId, flowId, kind, state })

test('a question says what is asked, and the documentation says what an answer to it means', async () => {
  const asked: [DecisionSeed['kind'], DecisionSeed['state'], boolean][] = [
    ['unknown', 'needs_attention', false],
    ['failed', 'needs_attention', false],
    ['undo', 'needs_attention', false],
    // The write stands, and has no undo of its own: `done` says that it is undone, and not that it went through.
    ['undo', 'succeeded', true],
  ]
  for (const [kind, state, byHand] of asked) {
    const { id, runId } = await ask(kind, state)
    const open = (await client.decisions.list()).items.find((one) => one.id === id)
    expect(open).toMatchObject({ kind, byHand })
    expect((await client.runs.get(runId)).decisions).toMatchObject([{ id, kind, byHand }])
  }
  const response = await app.fetch(new Request('http://127.0.0.1:3000/api/v1/openapi.json'))
  const Operation = z.object({ summary: z.string(), description: z.string() })
  const Paths = z.object({
    '/api/v1/decisions': z.object({ get: Operation }),
    '/api/v1/decisions/{id}': z.object({ post: Operation }),
  })
  const { paths } = z.object({ paths: Paths }).parse(await response.json())
  for (const { description } of [paths['/api/v1/decisions'].get, paths['/api/v1/decisions/{id}'].post]) {
    for (const kind of ['unknown', 'failed', 'undo', 'byHand']) expect(description).toContain(`\`${kind}\``)
  }
})

test('an undo that was made after somebody was asked about it is still no question of a write without one', async () => {
  await drawAsUndo(core.ctx, { workspaceId: owner.workspaceId, flowId })
  const { id } = await ask('undo', 'needs_attention')
  await client.decisions.decide(id, { verdict: 'done' })
  const decided = (await client.decisions.list('decided')).items.find((one) => one.id === id)
  expect(decided).toMatchObject({ kind: 'undo', byHand: false, verdict: 'done' })
})
