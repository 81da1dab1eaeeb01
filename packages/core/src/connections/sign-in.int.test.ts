import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, secret, signInAttempt, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { AuthorizationServer } from '@patchbay/local-stack/authorization-server'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { holdStep } from '../testing/hold-step.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { signInSteps, startHubspotSignIn } from '../testing/open-sign-in.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { listConnections } from './list-connections.ts'
import { listOAuthApps, setOAuthApp } from './oauth-apps.ts'
import { reportAuthFailure } from './report-auth-failure.ts'
import { revokeConnection } from './revoke-connection.ts'
import { setConnectionAccess } from './set-connection-access.ts'
import { startSignIn } from './start-sign-in.ts'
import { testConnection } from './test-connection.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let server: AuthorizationServer
let steps: ReturnType<typeof signInSteps>
let as: (role: 'owner' | 'editor' | 'operator') => Principal
let owner: Principal

beforeAll(async () => {
  server = await startHubspotSignIn()
  core = openCore(database.appUrl, { hubspot: server.origin })
  ;({ as } = await core.newWorkspace())
  owner = as('owner')
  steps = signInSteps(core, server)
})
afterAll(async () => {
  await core.close()
  await server.close()
})

const inOwn = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, owner.workspaceId, work)
const rowOf = async (id: string) => (await inOwn((tx) => tx.select().from(connection).where(eq(connection.id, id))))[0]
const listed = async (id: string) => mustGive(await listConnections(core.ctx, owner)).find((one) => one.id === id)
const open = (connectionId: string) => core.signIns.open({ workspaceId: owner.workspaceId, connectionId })

test('without an app of the workspace nobody can sign in, and its secret is never given back', async () => {
  const wish = { connector: 'hubspot', name: 'Customers', settings: {} }
  expect(mustRefuse(await startSignIn(core.ctx, owner, wish)).message).toContain('needs an OAuth app')
  expect(mustRefuse(await setOAuthApp(core.ctx, as('editor'), { connector: 'hubspot', ...server.client })).code).toBe(
    'forbidden',
  )
  await steps.setApp(owner)
  const { apps, redirectUri, isLoopback } = mustGive(await listOAuthApps(core.ctx, owner))
  expect({ redirectUri, isLoopback }).toEqual({
    redirectUri: 'http://127.0.0.1:3000/api/oauth/callback',
    isLoopback: true,
  })
  expect(JSON.stringify(apps)).not.toContain(server.client.clientSecret)
  // Another secret may be kept from before, but not for another app.
  const other = { connector: 'hubspot', clientId: 'another', clientSecret: null }
  expect(mustRefuse(await setOAuthApp(core.ctx, owner, other)).message).toContain('client secret')
})

test('a person signs in: PKCE goes out, tokens go into the vault, scopes come back in words', async () => {
  const step = await steps.begin(owner)
  const asked = new URL(step.url)
  expect(asked.origin).toBe(server.origin)
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
  expect(asked.searchParams.get('scope')).toBe('oauth crm.objects.contacts.read crm.objects.contacts.write')
  const [kept] = await inOwn((tx) => tx.select().from(signInAttempt).orderBy(sql`created_at DESC`).limit(1))
  expect(JSON.stringify(kept)).not.toContain(step.state)

  const outcome = await steps.finish(owner, { browser: step.browser, back: await server.allow(step.url) })
  if (!outcome.ok) throw new Error(outcome.message)
  const row = await rowOf(outcome.connectionId)
  expect(row).toMatchObject({ method: 'sign_in', environment: 'live', state: 'working', name: 'Customers' })
  const opened = await open(outcome.connectionId)
  if (!opened.ok) throw new Error(opened.message)
  expect(Object.keys(opened.values)).toEqual(['accessToken'])
  expect(opened.hosts).toEqual([new URL(server.origin).host])
  expect(await server.isGood(opened.values['accessToken'] ?? '')).toBe(true)
  const secrets = await inOwn((tx) => tx.select().from(secret))
  expect(JSON.stringify(secrets)).not.toContain(opened.values['accessToken'])
  expect(await listed(outcome.connectionId)).toMatchObject({
    method: 'sign_in',
    hint: null,
    addedBy: owner.name,
    mayUse: true,
    scopes: expect.arrayContaining([
      { name: 'crm.objects.contacts.read', title: 'Read contacts', optional: false, granted: true },
      expect.objectContaining({ name: 'crm.schemas.contacts.read', optional: true, granted: false }),
    ]),
  })
})

test('an answer counts once, for the person and the browser that began it, and in time', async () => {
  const before = mustGive(await listConnections(core.ctx, owner)).length
  const step = await steps.begin(owner)
  const back = await server.allow(step.url)

  const stolen = await steps.finish(as('owner'), { browser: step.browser, back })
  expect(stolen).toMatchObject({ ok: false, message: expect.stringContaining('begun by somebody else') })
  const elsewhere = await steps.finish(owner, { browser: 'another browser', back })
  expect(elsewhere).toMatchObject({ ok: false, message: expect.stringContaining('another browser') })
  const without = await steps.finish(owner, { browser: null, back })
  expect(without).toMatchObject({ ok: false, message: expect.stringContaining('another browser') })
  const outsider = (await core.newWorkspace()).as('owner')
  expect(await steps.finish(outsider, { browser: step.browser, back })).toMatchObject({
    ok: false,
    message: expect.stringContaining('not begun in this workspace'),
  })
  const forged = new URL(back)
  forged.searchParams.set('state', 'made-up')
  expect(await steps.finish(owner, { browser: step.browser, back: forged })).toMatchObject({ ok: false })
  expect(mustGive(await listConnections(core.ctx, owner))).toHaveLength(before)

  // None of that spoilt it for the one it belongs to; a second time it is nothing.
  expect(await steps.finish(owner, { browser: step.browser, back })).toMatchObject({ ok: true })
  expect(await steps.finish(owner, { browser: step.browser, back })).toMatchObject({
    ok: false,
    message: expect.stringContaining('finished already'),
  })
  expect(mustGive(await listConnections(core.ctx, owner))).toHaveLength(before + 1)

  const late = await steps.begin(owner)
  const lateBack = await server.allow(late.url)
  await inOwn((tx) => tx.update(signInAttempt).set({ expiresAt: sql`now() - interval '1 second'` }))
  expect(await steps.finish(owner, { browser: late.browser, back: lateBack })).toMatchObject({
    ok: false,
    message: expect.stringContaining('longer than ten minutes'),
  })
})

test('a code that was redeemed before is refused by the vendor, whatever state it comes with', async () => {
  const first = await steps.begin(owner)
  const back = await server.allow(first.url)
  expect(await steps.finish(owner, { browser: first.browser, back })).toMatchObject({ ok: true })
  const second = await steps.begin(owner)
  const replayed = new URL(back)
  replayed.searchParams.set('state', second.state)
  expect(await steps.finish(owner, { browser: second.browser, back: replayed })).toMatchObject({
    ok: false,
    message: expect.stringContaining('HubSpot refused the code'),
  })
})

test('a person who says no at the vendor has changed nothing', async () => {
  const step = await steps.begin(owner, { returnTo: '/connections' })
  const outcome = await steps.finish(owner, { browser: step.browser, back: await server.refuse(step.url) })
  expect(outcome).toMatchObject({
    ok: false,
    returnTo: '/connections',
    message: 'You did not allow it at HubSpot. Nothing was changed.',
  })
  for (const returnTo of ['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example']) {
    const wish = { connector: 'hubspot', name: 'Customers', settings: {}, returnTo }
    expect(mustRefuse(await startSignIn(core.ctx, owner, wish)).code).toBe('invalid')
  }
})

test('a setting cannot lead the app’s secret to another host', async () => {
  mustGive(await setOAuthApp(core.ctx, owner, { connector: 'shopify', clientId: 'id', clientSecret: 'secret' }))
  for (const shop of ['evil.example/', 'evil.example#', 'a.b', '']) {
    const wish = { connector: 'shopify', name: 'Shop', settings: { shop } }
    expect(mustRefuse(await startSignIn(core.ctx, owner, wish)).problems?.[0]?.field).toBe('values.shop')
  }
  expect(
    (await startSignIn(core.ctx, owner, { connector: 'shopify', name: 'Shop', settings: { shop: 'brindle' } })).ok,
  ).toBe(true)
})

test('signing in anew mends the connection and lets held runs go on', async () => {
  const id = await steps.connect(owner)
  const before = await rowOf(id)
  await reportAuthFailure(core.ctx, {
    workspaceId: owner.workspaceId,
    connectionId: id,
    message: 'HubSpot answered 401.',
  })
  const { runId } = await holdStep(core.ctx, owner.workspaceId, id)
  expect(await listed(id)).toMatchObject({ state: 'needs_attention', held: 1 })

  core.answerTests({ ok: false, code: 'auth_expired', message: 'No.' })
  const step = await steps.begin(owner, { connectionId: id })
  const refused = await steps.finish(owner, { browser: step.browser, back: await server.allow(step.url) })
  expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('The one before was kept') })
  expect((await rowOf(id))?.secretId).toBe(before?.secretId)

  core.answerTests({ ok: true, account: 'Brindle Goods' })
  expect(await steps.connect(owner, { connectionId: id })).toBe(id)
  const after = await rowOf(id)
  expect(after).toMatchObject({ state: 'working', stateReason: null, name: before?.name })
  expect(after?.secretId).not.toBe(before?.secretId)
  expect(core.asked.filter(({ kind }) => kind === 'release').map(({ target }) => target['runId'])).toContain(runId)

  core.answerTests({ ok: true, account: 'Somebody else’s shop' })
  const other = await steps.begin(owner, { connectionId: id })
  const wrong = await steps.finish(owner, { browser: other.browser, back: await server.allow(other.url) })
  expect(wrong).toMatchObject({ ok: false, message: expect.stringContaining('You signed in as Somebody else’s shop') })
  expect((await rowOf(id))?.secretId).toBe(after?.secretId)
  core.answerTests({ ok: true, account: 'Brindle Goods' })
})

test('a sign-in that the vendor could not be asked about keeps what is held, until its account is known', async () => {
  const id = await steps.connect(owner)
  await reportAuthFailure(core.ctx, { workspaceId: owner.workspaceId, connectionId: id, message: 'It answered 401.' })
  const { runId } = await holdStep(core.ctx, owner.workspaceId, id)
  const released = () => core.asked.filter(({ kind, target }) => kind === 'release' && target['runId'] === runId).length
  core.answerTests({ ok: false, code: 'upstream', message: 'HubSpot did not answer.' })
  expect(await steps.connect(owner, { connectionId: id })).toBe(id)
  expect(await rowOf(id)).toMatchObject({ state: 'untested', stateReason: 'HubSpot did not answer.' })
  expect(released()).toBe(0)

  core.answerTests({ ok: true, account: 'Somebody else’s shop' })
  expect(mustGive(await testConnection(core.ctx, owner, { connectionId: id }))).toMatchObject({
    ok: false,
    message: 'It is signed in as Somebody else’s shop, and was Brindle Goods. Sign in as Brindle Goods.',
  })
  expect(await rowOf(id)).toMatchObject({ state: 'needs_attention', account: 'Brindle Goods' })
  expect(released()).toBe(0)

  core.answerTests({ ok: true, account: 'Brindle Goods' })
  mustGive(await testConnection(core.ctx, owner, { connectionId: id }))
  expect(await rowOf(id)).toMatchObject({ state: 'working' })
  expect(released()).toBe(1)
})

test('a sign-in anew is refused to who may not use the connection, at its beginning and at its end', async () => {
  const id = await steps.connect(owner)
  const editor = as('editor')
  const step = await steps.begin(editor, { connectionId: id })
  const access = { kind: 'chosen' as const, roles: ['admin' as const], userIds: [] }
  mustGive(await setConnectionAccess(core.ctx, owner, { connectionId: id, access }))
  const before = await rowOf(id)
  const late = await steps.finish(editor, { browser: step.browser, back: await server.allow(step.url) })
  expect(late).toMatchObject({ ok: false, message: expect.stringContaining('chosen people only') })
  expect((await rowOf(id))?.secretId).toBe(before?.secretId)
  const wish = { connector: 'hubspot', name: 'Customers', settings: {}, connectionId: id }
  expect(mustRefuse(await startSignIn(core.ctx, editor, wish)).code).toBe('forbidden')
  expect(await steps.connect(owner, { connectionId: id })).toBe(id)
})

test('what was revoked while a person signed in anew gets no credential again', async () => {
  const id = await steps.connect(owner)
  const step = await steps.begin(owner, { connectionId: id })
  const back = await server.allow(step.url)
  const secrets = () => inWorkspace(core.ctx.db, owner.workspaceId, (tx) => tx.select({ id: secret.id }).from(secret))
  const { testConnection } = core.ctx.engine
  core.ctx.engine.testConnection = async (target) => {
    core.ctx.engine.testConnection = testConnection
    mustGive(await revokeConnection(core.ctx, owner, { connectionId: id }))
    return testConnection(target)
  }
  const kept = (await secrets()).length
  const outcome = await steps.finish(owner, { browser: step.browser, back })
  expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining('revoked meanwhile') })
  expect(await rowOf(id)).toMatchObject({ secretId: null, revokedAt: expect.any(Date) })
  // Neither the new tokens nor the old ones are left behind.
  expect(await secrets()).toHaveLength(kept - 1)
})

test('revoking ends the sign-in at the vendor too', async () => {
  const id = await steps.connect(owner)
  const opened = await open(id)
  const token = opened.ok ? (opened.values['accessToken'] ?? '') : ''
  expect(await server.isGood(token)).toBe(true)
  expect(mustGive(await revokeConnection(core.ctx, owner, { connectionId: id }))).toEqual({
    ended: true,
    atVendor: 'The sign-in was ended at HubSpot too.',
  })
  expect(await server.isGood(token)).toBe(false)
  expect(await listed(id)).toBeUndefined()
})

test('a sign-in whose tokens do not open any more is revoked all the same: they are gone, and what waits goes on', async () => {
  const id = await steps.connect(owner)
  const secretId = (await rowOf(id))?.secretId ?? ''
  const { stepRunId } = await holdStep(core.ctx, owner.workspaceId, id)
  await inOwn((tx) => tx.update(secret).set({ keyVersion: 99 }).where(eq(secret.id, secretId)))
  expect(mustGive(await revokeConnection(core.ctx, owner, { connectionId: id }))).toEqual({
    ended: false,
    atVendor: expect.stringContaining('End it there'),
  })
  expect(await inOwn((tx) => tx.select().from(secret).where(eq(secret.id, secretId)))).toEqual([])
  const [held] = await inOwn((tx) => tx.select().from(stepRun).where(eq(stepRun.id, stepRunId)))
  expect(held?.releaseRequestedAt).toBeInstanceOf(Date)
})

test('while the vendor is asked to end a sign-in, its tokens are gone here and what waited is told', async () => {
  const id = await steps.connect(owner)
  const secretId = (await rowOf(id))?.secretId ?? ''
  const { stepRunId } = await holdStep(core.ctx, owner.workspaceId, id)
  const { prepareEnd } = core.ctx.signIns
  const seen: unknown[] = []
  const signIns: typeof core.ctx.signIns = {
    ...core.ctx.signIns,
    prepareEnd: async (tx, request) => {
      const end = await prepareEnd(tx, request)
      return async () => {
        seen.push(await inOwn((asked) => asked.select().from(secret).where(eq(secret.id, secretId))))
        const [held] = await inOwn((asked) => asked.select().from(stepRun).where(eq(stepRun.id, stepRunId)))
        seen.push(held?.releaseRequestedAt)
        return end()
      }
    },
  }
  expect(mustGive(await revokeConnection({ ...core.ctx, signIns }, owner, { connectionId: id })).ended).toBe(true)
  expect(seen).toEqual([[], expect.any(Date)])
})
