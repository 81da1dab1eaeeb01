import { loadConnector } from '@patchbay/connector-catalog'
import { ConnectorError } from '@patchbay/connector-sdk'
import { createConnection } from '@patchbay/core/connections/create-connection'
import { loadConnection } from '@patchbay/core/connections/load-connection'
import { reportAuthFailure } from '@patchbay/core/connections/report-auth-failure'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { signInSteps, startHubspotSignIn } from '@patchbay/core/testing/open-sign-in'
import { mustGive } from '@patchbay/core/testing/result-of'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { createTransport } from '@patchbay/egress/transport'
import type { JsonObject } from '@patchbay/flow/json'
import type { AuthorizationServer } from '@patchbay/local-stack/authorization-server'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createExpressionPool } from '../expressions.ts'
import { callConnector } from './call-connector.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { openAccess } from './open-access.ts'

const database = useDatabase(testDatabase)
const contact = { id: '7', createdAt: '2026-11-21T08:00:00Z', updatedAt: '2026-11-21T08:00:00Z' }
let core: TestCore
let server: AuthorizationServer
const expressions = createExpressionPool()
let deps: ActivityDependencies
let owner: Principal
let connectionId: string

beforeAll(async () => {
  server = await startHubspotSignIn(({ method, path }) =>
    path.includes('refused')
      ? { status: 400, body: { message: 'No' } }
      : method === 'PATCH'
        ? { status: 404, body: { message: 'No such contact' } }
        : { status: 201, body: contact },
  )
  core = openCore(database.appUrl, { hubspot: server.origin })
  owner = (await core.newWorkspace()).as('owner')
  const steps = signInSteps(core, server)
  await steps.setApp(owner)
  connectionId = await steps.connect(owner)
  deps = {
    db: core.ctx.db,
    loadConnector,
    findConnection: (workspaceId, id) => loadConnection(core.ctx.db, workspaceId, id),
    readSecret: core.vault.readForConnection,
    openSignIn: core.signIns.open,
    vendorOrigins: { hubspot: server.origin },
    openTransport: (allowOrigin) => createTransport({ allowOrigins: allowOrigin === null ? [] : [allowOrigin] }),
    openSocket: async () => {
      throw new Error('HubSpot speaks HTTP only')
    },
    expressions,
    notify: () => undefined,
    recordCall: () => undefined,
    log: console,
  }
})
afterAll(async () => {
  await expressions.close()
  await core.close()
  await server.close()
})

type Asked = { connector: string; action: string; input: JsonObject }
const contactOf = (email: string): Asked => ({ connector: 'hubspot', action: 'upsertContact', input: { email } })
const call = async (of = contactOf('ilka@brindle.example'), by = connectionId) =>
  callConnector(deps, await openAccess(deps, owner.workspaceId, { id: by }), {
    workspaceId: owner.workspaceId,
    ...of,
    connectionId: by,
    idempotencyKey: 'key',
    attempt: 1,
    afterUnknown: false,
    once: (_name, work) => work(),
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    now: new Date().toISOString(),
  })
const refreshes = () => server.tokenCalls().filter(({ grantType }) => grantType === 'refresh_token').length

test('an action goes out with the tokens of a sign-in, and is not failed by a token that has just ended', async () => {
  expect(await call()).toMatchObject({ ok: true, output: { id: '7', created: true } })
  await server.expireAccessTokens()
  const outcome = await call()
  expect(outcome).toMatchObject({ ok: true, output: { id: '7' } })
  // Two requests of one action met the 401 once, and were sent again once.
  expect(refreshes()).toBe(1)
  expect(outcome.log.map(({ message }) => message)).toEqual([
    'PATCH /crm/v3/objects/contacts/ilka%40brindle.example answered 404',
    'POST /crm/v3/objects/contacts answered 201',
  ])
})

test('what is refused on this side has not reached the vendor, what the vendor refuses has', async () => {
  expect(await call(contactOf('no address'))).toMatchObject({ error: { code: 'invalid_input' }, reached: false })
  expect(await call(contactOf('refused@brindle.example'))).toMatchObject({
    error: { code: 'invalid_input' },
    reached: true,
  })
})

test('a connection with a key is not asked for another host: nothing leaves, and nobody takes the vendor for away', async () => {
  const values = { host: 'api.brindle.example', headerValue: 'Bearer key-0123456789' }
  const made = await createConnection(core.ctx, owner, { connector: 'http', name: 'API', environment: 'live', values })
  const id = mustGive(made).id
  const calls: boolean[] = []
  deps.recordCall = ({ ok }) => calls.push(ok)
  const of = { connector: 'http', action: 'write', input: { method: 'POST', url: 'https://files.example/x' } }
  const outcome = await call(of, id)
  expect(outcome).toMatchObject({ error: { code: 'invalid_input' }, reached: false })
  expect(outcome.ok ? '' : outcome.error.message).toContain('files.example')
  expect(calls).toEqual([true])
})

test.each([
  ['went through', contactOf('ilka@brindle.example'), true],
  ['was refused for what it asked', contactOf('refused@brindle.example'), false],
])('a key that nobody had seen work does once a call %s', async (_how, asked, goesThrough) => {
  const opened = await core.signIns.open({ workspaceId: owner.workspaceId, connectionId })
  const token = opened.ok ? (opened.values['accessToken'] ?? '') : ''
  const typed = { connector: 'hubspot', name: 'By key', environment: 'live' as const, values: { apiKey: token } }
  const { id } = mustGive(await createConnection(core.ctx, owner, typed))
  const state = async () =>
    inWorkspace(core.ctx.db, owner.workspaceId, async (tx) =>
      (await tx.select().from(connection).where(eq(connection.id, id))).map((row) => row.state),
    )
  expect(await state()).toEqual(['untested'])
  expect(await call(asked, id)).toMatchObject({ ok: goesThrough })
  expect(await state()).toEqual(['working'])
})

test('a sign-in that has ended for good is the connection’s trouble, told of the credential it went out with', async () => {
  await server.endSignIns()
  const outcome = await call()
  if (outcome.ok) throw new Error('the vendor took an ended token')
  expect(outcome.error).toBeInstanceOf(ConnectorError)
  expect(outcome.error.code).toBe('auth_expired')
  const failure = { workspaceId: owner.workspaceId, connectionId, secretId: outcome.secretId, message: 'No.' }
  expect(await reportAuthFailure(core.ctx, failure)).toBe('reported')
  const [row] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(connection).where(eq(connection.id, connectionId)),
  )
  expect(row).toMatchObject({ state: 'needs_attention' })
})
