import { randomUUID } from 'node:crypto'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry, connection, source, workspace } from '@patchbay/db/schema'
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
import { ensureSandbox } from './ensure-sandbox.ts'
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
    audit: (await tx.select().from(auditEntry)).map(({ action }) => action),
  }))

test('a new workspace has a sandbox connection to every vendor and a live Order journey', async () => {
  const owner = newOwner()
  const told: Told[] = []
  const sandbox: SandboxPort = { setUp: async (...args) => void told.push(args) }
  expect(mustGive(await createWorkspace(core.ctx, wish(owner), sandbox))).toEqual({
    id: owner.workspaceId,
    sandbox: true,
  })
  const { connections, sources, workspaces, audit } = await rowsOf(owner)
  expect(audit.filter((action) => action === 'connection.create')).toHaveLength(connections.length)
  expect(audit).toEqual(expect.arrayContaining(['flow.create', 'flow.publish', 'flow.switch', 'workspace.change']))
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

test('whoever comes by first lays it out, once, and only who may change the workspace', async () => {
  const owner = newOwner()
  await createWorkspace(core.ctx, wish(owner), { setUp: () => Promise.reject(new Error('connection refused')) })
  let setUps = 0
  const slow = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const port: SandboxPort = {
    setUp: async () => {
      setUps += 1
      begun.resolve()
      await slow.promise
    },
  }
  const operator: Principal = {
    kind: 'user',
    userId: randomUUID(),
    name: 'Idris',
    workspaceId: owner.workspaceId,
    role: 'operator',
  }
  expect(mustGive(await ensureSandbox(core.ctx, operator, port))).toEqual({ ready: false })
  const first = ensureSandbox(core.ctx, owner, port)
  await begun.promise
  expect(mustGive(await ensureSandbox(core.ctx, owner, port))).toEqual({ ready: false })
  slow.resolve()
  expect(mustGive(await first)).toEqual({ ready: true })
  expect(mustGive(await ensureSandbox(core.ctx, operator, port))).toEqual({ ready: true })
  expect(setUps).toBe(1)
  expect(mustGive(await listFlows(core.ctx, owner))).toMatchObject([{ name: 'Order journey', enabled: true }])
})

test('what broke off half-way is gone on with, not made twice', async () => {
  const owner = newOwner()
  const sandbox: SandboxPort = { setUp: async () => undefined }
  await createWorkspace(core.ctx, wish(owner), sandbox)
  await inWorkspace(core.ctx.db, owner.workspaceId, (tx) => tx.update(workspace).set({ sandboxReadyAt: null }))
  expect(mustGive(await ensureSandbox(core.ctx, owner, sandbox))).toEqual({ ready: true })
  expect(mustGive(await listFlows(core.ctx, owner))).toHaveLength(1)
})

test('without a sandbox a workspace is just empty', async () => {
  const owner = newOwner()
  expect(mustGive(await createWorkspace(core.ctx, wish(owner), null))).toEqual({
    id: owner.workspaceId,
    sandbox: false,
  })
  expect((await rowsOf(owner)).connections).toEqual([])
})
