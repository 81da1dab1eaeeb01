import { takeReleasableSteps } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, source, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { holdStep } from '../testing/hold-step.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { createConnection } from './create-connection.ts'
import { listConnections } from './list-connections.ts'
import { loadConnection } from './load-connection.ts'
import { recordCallHealth } from './record-call-health.ts'
import { replaceSecret } from './replace-secret.ts'
import { reportAccepted } from './report-accepted.ts'
import { reportAuthFailure } from './report-auth-failure.ts'
import { revokeConnection } from './revoke-connection.ts'
import { testConnection } from './test-connection.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
})
afterAll(() => core.close())

const live = { connector: 'stripe', name: 'Stripe, live', environment: 'live' as const }
const rowOf = async (connectionId: string) =>
  (
    await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
      tx.select().from(connection).where(eq(connection.id, connectionId)),
    )
  )[0]
const sourceOf = async (connectionId: string) =>
  (
    await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
      tx.select().from(source).where(eq(source.connectionId, connectionId)),
    )
  )[0]

test('a credential goes into the vault with the hosts it may go to', async () => {
  const values = { apiKey: 'sk_live_0123456789abcdef', webhookSecret: 'whsec_1' }
  const { id } = mustGive(await createConnection(core.ctx, owner, { ...live, values }))
  const row = await rowOf(id)
  expect(JSON.stringify(row)).not.toMatch(/sk_live|whsec/)
  expect(await core.vault.readForConnection(owner.workspaceId, row?.secretId ?? '')).toEqual({
    values: { apiKey: values.apiKey },
    hosts: ['api.stripe.com'],
  })
  expect(await core.vault.readSigningSecrets(owner.workspaceId, (await sourceOf(id))?.secretId ?? '')).toEqual([
    'whsec_1',
  ])
  const [listed] = mustGive(await listConnections(core.ctx, owner)).filter((one) => one.id === id)
  expect(listed).toMatchObject({ hint: 'cdef', state: 'untested', usedBy: [], held: 0, availability: null })
})

test('settings fill the hosts, and what a form lacks is named', async () => {
  const shop = await createConnection(core.ctx, owner, {
    connector: 'shopify',
    name: 'Shop',
    environment: 'live',
    values: { shop: 'brindle', apiKey: 'shpat_0123456789abcdef' },
  })
  const row = await rowOf(mustGive(shop).id)
  expect((await core.vault.readForConnection(owner.workspaceId, row?.secretId ?? '')).hosts).toEqual([
    'brindle.myshopify.com',
  ])
  const missing = await createConnection(core.ctx, owner, {
    connector: 'shopify',
    name: 'Shop',
    environment: 'live',
    values: { nonsense: 1 },
  })
  expect(mustRefuse(missing).problems?.map(({ field }) => field)).toEqual(
    expect.arrayContaining(['values.shop', 'values.apiKey', 'values.nonsense']),
  )
})

test('a sandbox connection points at its workspace’s simulator and at nothing else', async () => {
  const { id } = mustGive(
    await createConnection(core.ctx, owner, {
      connector: 'stripe',
      name: 'Sandbox',
      environment: 'sandbox',
      values: {},
    }),
  )
  const row = await rowOf(id)
  expect(row?.origin).toBe(`http://127.0.0.1:3002/w/${owner.workspaceId}/stripe`)
  expect((await core.vault.readForConnection(owner.workspaceId, row?.secretId ?? '')).hosts).toEqual(['127.0.0.1:3002'])
})

test('a new credential is taken only when the vendor takes it, and held steps then go on', async () => {
  const { id } = mustGive(
    await createConnection(core.ctx, owner, { ...live, values: { apiKey: 'sk_live_first_0123456789' } }),
  )
  await reportAuthFailure(core.ctx, {
    workspaceId: owner.workspaceId,
    connectionId: id,
    message: 'Stripe answered 401.',
  })
  const { runId, stepRunId } = await holdStep(core.ctx, owner.workspaceId, id)
  expect(mustGive(await listConnections(core.ctx, owner)).find((one) => one.id === id)).toMatchObject({
    state: 'needs_attention',
    stateReason: 'Stripe answered 401.',
    held: 1,
  })
  const before = await rowOf(id)

  core.answerTests({ ok: false, code: 'auth_expired', message: 'Still no.' })
  expect(
    mustGive(
      await replaceSecret(core.ctx, owner, { connectionId: id, values: { apiKey: 'sk_live_wrong_0123456789' } }),
    ),
  ).toMatchObject({ ok: false })
  expect(await rowOf(id)).toEqual(before)
  const tried = core.asked.filter(({ kind }) => kind === 'test').at(-1)?.target['connectionId']
  expect(tried).not.toBe(id)
  expect(await loadConnection(core.ctx.db, owner.workspaceId, String(tried))).toBeNull()

  core.answerTests({ ok: true, account: 'acct_1' })
  expect(
    mustGive(
      await replaceSecret(core.ctx, owner, { connectionId: id, values: { apiKey: 'sk_live_right_0123456789' } }),
    ),
  ).toMatchObject({ ok: true })
  const after = await rowOf(id)
  expect(after).toMatchObject({ state: 'working', stateReason: null, account: 'acct_1' })
  expect((await core.vault.readForConnection(owner.workspaceId, after?.secretId ?? '')).values).toEqual({
    apiKey: 'sk_live_right_0123456789',
  })
  expect((await sourceOf(id))?.secretId).toBe(after?.secretId)
  await expect(core.vault.readForConnection(owner.workspaceId, before?.secretId ?? '')).rejects.toThrow(
    'not in the vault',
  )
  expect(core.asked.filter(({ kind }) => kind === 'release')).toEqual([
    { kind: 'release', target: { runId, epoch: 3, node: 2, iteration: '' } },
  ])
  const [step] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(stepRun).where(eq(stepRun.id, stepRunId)),
  )
  expect(step?.releaseRequestedAt).toBeInstanceOf(Date)
})

test.each(['live', 'sandbox'] as const)(
  'a new %s credential leaves the signing secret of events as it was',
  async (environment) => {
    const typed: Record<string, string> =
      environment === 'live' ? { apiKey: 'sk_live_0123456789abcdef', webhookSecret: 'whsec_kept' } : {}
    const { id } = mustGive(await createConnection(core.ctx, owner, { ...live, environment, values: typed }))
    const signing = async () => core.vault.readSigningSecrets(owner.workspaceId, (await sourceOf(id))?.secretId ?? '')
    const before = { signing: await signing(), secretId: (await rowOf(id))?.secretId }
    expect(before.signing).toHaveLength(1)
    core.answerTests({ ok: true, account: 'acct_1' })
    mustGive(await replaceSecret(core.ctx, owner, { connectionId: id, values: { apiKey: 'sk_live_next_0123456789' } }))
    const { secretId } = (await rowOf(id)) ?? {}
    expect(secretId).not.toBe(before.secretId)
    expect(await signing()).toEqual(before.signing)
    expect((await core.vault.readForConnection(owner.workspaceId, secretId ?? '')).values).toEqual({
      apiKey: 'sk_live_next_0123456789',
    })
  },
)

test('a refusal of the credential before says nothing about the one that took its place', async () => {
  const { id } = mustGive(
    await createConnection(core.ctx, owner, { ...live, values: { apiKey: 'sk_live_0123456789' } }),
  )
  const usedByCall = (await rowOf(id))?.secretId ?? null
  core.answerTests({ ok: true, account: 'acct_1' })
  mustGive(await replaceSecret(core.ctx, owner, { connectionId: id, values: { apiKey: 'sk_live_next_0123456789' } }))
  const refused = { workspaceId: owner.workspaceId, connectionId: id, message: 'Stripe answered 401.' }
  expect(await reportAuthFailure(core.ctx, { ...refused, secretId: usedByCall })).toBe('replaced')
  expect(await rowOf(id)).toMatchObject({ state: 'working' })
  const present = (await rowOf(id))?.secretId ?? null
  expect(await reportAuthFailure(core.ctx, { ...refused, secretId: present })).toBe('reported')
  expect(await rowOf(id)).toMatchObject({ state: 'needs_attention', stateReason: 'Stripe answered 401.' })
})

test('a vendor that is away says nothing about the credential', async () => {
  const { id } = mustGive(
    await createConnection(core.ctx, owner, { ...live, values: { apiKey: 'sk_live_0123456789' } }),
  )
  const away = { ok: false, code: 'timed_out', message: 'No answer within 15 s.' } as const
  core.answerTests(away)
  await testConnection(core.ctx, owner, { connectionId: id })
  // That it was tried in vain is kept.
  expect(await rowOf(id)).toMatchObject({ state: 'untested', stateReason: 'No answer within 15 s.' })
  core.answerTests({ ok: true, account: 'acct_1' })
  await testConnection(core.ctx, owner, { connectionId: id })
  core.answerTests(away)
  await testConnection(core.ctx, owner, { connectionId: id })
  expect(await rowOf(id)).toMatchObject({ state: 'working', stateReason: null })
  const refused = { workspaceId: owner.workspaceId, connectionId: id, message: 'Stripe answered 401.' }
  await reportAuthFailure(core.ctx, refused)
  await testConnection(core.ctx, owner, { connectionId: id })
  expect(await rowOf(id)).toMatchObject({ state: 'needs_attention', stateReason: 'Stripe answered 401.' })
})

test('calls of an hour add up to availability', async () => {
  const { id } = mustGive(
    await createConnection(core.ctx, owner, { ...live, values: { apiKey: 'sk_live_0123456789' } }),
  )
  await recordCallHealth(core.ctx.db, owner.workspaceId, [
    { connectionId: id, calls: 8, failed: 1, slow: 0, totalMs: 1600 },
  ])
  await recordCallHealth(core.ctx.db, owner.workspaceId, [
    { connectionId: id, calls: 2, failed: 1, slow: 0, totalMs: 400 },
  ])
  const listed = mustGive(await listConnections(core.ctx, owner)).find((one) => one.id === id)
  expect(listed).toMatchObject({ availability: 0.8, averageMs: 200 })
  expect(listed?.strip).toEqual([...Array.from({ length: 11 }, () => null), 'failing'])
  expect(listed?.lastUsedAt).toBeInstanceOf(Date)
})

test('a revoked connection is forgotten: no credential, no address, not in any list', async () => {
  const { id } = mustGive(
    await createConnection(core.ctx, owner, { ...live, values: { apiKey: 'sk_live_0123456789' } }),
  )
  const { secretId } = (await rowOf(id)) ?? {}
  const { runId, stepRunId } = await holdStep(core.ctx, owner.workspaceId, id)
  mustGive(await revokeConnection(core.ctx, owner, { connectionId: id }))
  await expect(core.vault.readForConnection(owner.workspaceId, secretId ?? '')).rejects.toThrow('not in the vault')
  expect(await sourceOf(id)).toMatchObject({ enabled: false, secretId: null })
  expect(await loadConnection(core.ctx.db, owner.workspaceId, id)).toBeNull()
  expect(mustGive(await listConnections(core.ctx, owner)).some((one) => one.id === id)).toBe(false)
  expect(mustRefuse(await revokeConnection(core.ctx, owner, { connectionId: id })).code).toBe('not_found')
  // What waited for it is told to go on, and meets the missing credential.
  expect(core.asked.filter(({ kind }) => kind === 'release').at(-1)?.target).toEqual({
    runId,
    epoch: 3,
    node: 2,
    iteration: '',
  })
  const [step] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(stepRun).where(eq(stepRun.id, stepRunId)),
  )
  expect(step?.releaseRequestedAt).toBeInstanceOf(Date)
})

test('a step that came to wait for a connection just after that was revoked is told to go on', async () => {
  const { id } = mustGive(
    await createConnection(core.ctx, owner, { ...live, values: { apiKey: 'sk_live_0123456789' } }),
  )
  const { stepRunId } = await holdStep(core.ctx, owner.workspaceId, id)
  const told = async () => (await takeReleasableSteps(core.ctx.db, 100)).map((step) => step.id).includes(stepRunId)
  const revokeAt = (at: string) =>
    inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
      tx
        .update(connection)
        .set({ state: 'needs_attention', revokedAt: sql`now() + ${at}::interval` })
        .where(eq(connection.id, id)),
    )
  await revokeAt('1 minute')
  expect(await told()).toBe(false)
  await revokeAt('0')
  expect(await told()).toBe(true)
})

test('a key that nobody can try works for nobody until a call went through: one held step goes first', async () => {
  const values = { host: 'api.example.com', headerValue: 'Bearer sk_live_0123456789' }
  const { id } = mustGive(await createConnection(core.ctx, owner, { ...live, connector: 'http', values }))
  core.answerTests({ ok: true, account: null, untried: true })
  expect(mustGive(await testConnection(core.ctx, owner, { connectionId: id }))).toMatchObject({ untried: true })
  expect(await rowOf(id)).toMatchObject({ state: 'untested' })

  await reportAuthFailure(core.ctx, { workspaceId: owner.workspaceId, connectionId: id, message: 'It answered 401.' })
  const held = [
    await holdStep(core.ctx, owner.workspaceId, id),
    await holdStep(core.ctx, owner.workspaceId, id),
    await holdStep(core.ctx, owner.workspaceId, id),
  ].map(({ runId }) => runId)
  const released = () =>
    core.asked.flatMap(({ kind, target }) =>
      kind === 'release' && held.includes(String(target['runId'])) ? [target] : [],
    )
  const before = (await rowOf(id))?.secretId ?? null
  const typed = { connectionId: id, values: { headerValue: 'Bearer sk_live_misspelt_1' } }
  expect(mustGive(await replaceSecret(core.ctx, owner, typed))).toMatchObject({ ok: true, untried: true })
  expect(await rowOf(id)).toMatchObject({ state: 'untested', stateReason: null })
  expect(released()).toHaveLength(1)

  const present = (await rowOf(id))?.secretId ?? null
  const accepted = { workspaceId: owner.workspaceId, connectionId: id }
  await reportAccepted(core.ctx, { ...accepted, secretId: before })
  expect(await rowOf(id)).toMatchObject({ state: 'untested' })
  await reportAccepted(core.ctx, { ...accepted, secretId: present })
  expect(await rowOf(id)).toMatchObject({ state: 'working' })
  // What works is not made doubtful by a test that asks nobody.
  await testConnection(core.ctx, owner, { connectionId: id })
  expect(await rowOf(id)).toMatchObject({ state: 'working' })
})
