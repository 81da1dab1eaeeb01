import { randomUUID } from 'node:crypto'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, source, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getFlow } from '../flows/get-flow.ts'
import { listFlows } from '../flows/list-flows.ts'
import type { SandboxPort } from '../ports/sandbox.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { createWorkspace } from './create-workspace.ts'
import { layOutSandbox } from './lay-out-sandbox.ts'

const database = useDatabase(testDatabase)
let core: TestCore
beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

const newOwner = (): Principal => ({
  kind: 'user',
  userId: randomUUID(),
  name: 'Tamsin',
  workspaceId: randomUUID(),
  role: 'owner',
})
const wish = (owner: Principal) => ({
  id: owner.workspaceId,
  name: 'Brindle Goods',
  timeZone: 'Europe/Stockholm',
  owner,
})
type Told = Parameters<SandboxPort['setUp']>

const rowsOf = (owner: Principal) =>
  inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => ({
    connections: await tx.select().from(connection),
    sources: await tx.select().from(source),
    workspaces: await tx.select().from(workspace),
  }))

test('a new workspace has a sandbox connection to every vendor and a live Order journey', async () => {
  const owner = newOwner()
  const told: Told[] = []
  const sandbox: SandboxPort = { setUp: async (...args) => void told.push(args) }
  expect(mustGive(await createWorkspace(core.ctx, wish(owner), sandbox))).toEqual({
    id: owner.workspaceId,
    sandbox: true,
  })
  const { connections, sources, workspaces } = await rowsOf(owner)
  expect(connections.map(({ connector }) => connector).sort()).toEqual([
    'easypost',
    'http',
    'hubspot',
    'sendgrid',
    'shopify',
    'smtp',
    'stripe',
  ])
  expect(new Set(connections.map(({ environment }) => environment))).toEqual(new Set(['sandbox']))
  expect(workspaces).toMatchObject([{ timeZone: 'Europe/Stockholm', sandboxReadyAt: expect.any(Date) }])

  // What the sandbox signs with is what ingress verifies with, at the address it was told.
  expect(told).toHaveLength(1)
  const shop = sources.find(({ connector }) => connector === 'shopify')
  expect(told[0]?.[1]['shopify']).toEqual({
    url: `http://127.0.0.1:3001/hooks/${shop?.address}`,
    secret: (await core.vault.readSigningSecrets(owner.workspaceId, shop?.secretId ?? ''))[0],
  })

  const [journey, ...others] = mustGive(await listFlows(core.ctx, owner))
  expect(others).toEqual([])
  expect(journey).toMatchObject({ name: 'Order journey', enabled: true, version: 1, draftAhead: false })
  const detail = mustGive(await getFlow(core.ctx, owner, { flowId: journey?.id ?? '' }))
  expect(detail.problems).toEqual([])
  expect(detail.trigger?.url).toContain(shop?.address)

  await createWorkspace(core.ctx, wish(owner), sandbox)
  expect((await rowsOf(owner)).connections).toHaveLength(connections.length)
  expect(mustGive(await listFlows(core.ctx, owner))).toHaveLength(1)
})

test('a sandbox that is not up yet keeps nobody from signing up, and is laid out later', async () => {
  const owner = newOwner()
  const away: SandboxPort = { setUp: () => Promise.reject(new Error('connection refused')) }
  expect(mustGive(await createWorkspace(core.ctx, wish(owner), away))).toEqual({
    id: owner.workspaceId,
    sandbox: false,
  })
  expect(await rowsOf(owner)).toMatchObject({ connections: [], workspaces: [{ sandboxReadyAt: null }] })
  expect(mustGive(await layOutSandbox(core.ctx, owner, { setUp: async () => undefined }))).toBeNull()
  expect(mustGive(await listFlows(core.ctx, owner))).toMatchObject([{ enabled: true }])
})

test('without a sandbox a workspace is just empty', async () => {
  const owner = newOwner()
  expect(mustGive(await createWorkspace(core.ctx, wish(owner), null))).toEqual({
    id: owner.workspaceId,
    sandbox: false,
  })
  expect((await rowsOf(owner)).connections).toEqual([])
})
