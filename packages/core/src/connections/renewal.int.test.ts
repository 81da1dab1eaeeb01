import { closeDatabase, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, secret } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { AuthorizationServer } from '@patchbay/local-stack/authorization-server'
import { useDatabase } from '@patchbay/local-stack/testing'
import { createSignIns } from '@patchbay/vault/sign-ins'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { signInSteps, startHubspotSignIn } from '../testing/open-sign-in.ts'
import { oauthOf } from './oauth-of.ts'
import { reportAuthFailure } from './report-auth-failure.ts'

const database = useDatabase(testDatabase)
const closing: (() => Promise<void>)[] = []
let core: TestCore
let server: AuthorizationServer
let steps: ReturnType<typeof signInSteps>
let owner: Principal
let connectionId: string

beforeAll(async () => {
  server = await startHubspotSignIn()
  core = openCore(database.appUrl, { hubspot: server.origin })
  owner = (await core.newWorkspace()).as('owner')
  steps = signInSteps(core, server)
  await steps.setApp(owner)
})
beforeEach(async () => {
  server.setAccessTokenSeconds(3600)
  connectionId = await steps.connect(owner)
})
afterAll(async () => {
  for (const close of closing) await close()
  await core.close()
  await server.close()
})

const inOwn = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, owner.workspaceId, work)
const rowOf = async () => (await inOwn((tx) => tx.select().from(connection).where(eq(connection.id, connectionId))))[0]
const refreshes = () => server.tokenCalls().filter(({ grantType }) => grantType === 'refresh_token')
const open = (refusedSecretId?: string | null) =>
  core.signIns.open({ workspaceId: owner.workspaceId, connectionId, ...(refusedSecretId && { refusedSecretId }) })
const opened = async (refusedSecretId?: string | null) => {
  const result = await open(refusedSecretId)
  if (!result.ok) throw new Error(result.message)
  return result
}

/** Another process: connections to the database and a vault of its own. */
function anotherWorker() {
  const db = openDatabase(database.appUrl)
  closing.push(() => closeDatabase(db))
  return createSignIns({ db, secretKey: core.secretKey, oauthOf, origins: { hubspot: server.origin } })
}

const now = async () => (await core.ctx.db.pool.query<{ at: Date }>('SELECT clock_timestamp() AS at')).rows[0]?.at

/** Transactions that were open then and still are. */
async function transactionsSince(at: Date | undefined): Promise<number | undefined> {
  const found = await core.ctx.db.pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < $1`,
    [at],
  )
  return found.rows[0]?.count
}

const endLease = () =>
  inOwn((tx) => tx.update(connection).set({ renewalLeasedUntil: sql`now()` }).where(eq(connection.id, connectionId)))
const asOwn = () => ({ workspaceId: owner.workspaceId, connectionId })

/** So many times the database takes no new secret; a sequence counts them, which no rollback takes back. */
async function refuseSecrets(times: number) {
  const db = openDatabase(database.ownerUrl)
  await db.pool.query(`CREATE SEQUENCE refusals;
    CREATE FUNCTION refuse_secret() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      IF nextval('refusals') <= ${times} THEN RAISE EXCEPTION 'It is away' USING ERRCODE = 'cannot_connect_now'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER refuse_secret BEFORE INSERT ON secret FOR EACH ROW EXECUTE FUNCTION refuse_secret()`)
  return {
    refusals: async () =>
      (await db.pool.query<{ n: number }>('SELECT last_value::int * is_called::int AS n FROM refusals')).rows[0]?.n,
    mend: async () => {
      await db.pool.query('DROP TRIGGER refuse_secret ON secret; DROP FUNCTION refuse_secret(); DROP SEQUENCE refusals')
      await closeDatabase(db)
    },
  }
}

/** As if its hour were over. */
const nearItsEnd = async () => {
  const row = await rowOf()
  await inOwn((tx) =>
    tx
      .update(secret)
      .set({ expiresAt: sql`now() + interval '10 seconds'` })
      .where(eq(secret.id, row?.secretId ?? '')),
  )
}

test('tokens near their end are renewed before a call goes out, and the new ones are kept', async () => {
  const before = await opened()
  expect(refreshes()).toHaveLength(0)
  await nearItsEnd()
  const after = await opened()
  expect(after.values['accessToken']).not.toBe(before.values['accessToken'])
  expect(await server.isGood(after.values['accessToken'] ?? '')).toBe(true)
  expect(await rowOf()).toMatchObject({ secretId: after.secretId, renewalLease: null })
  // The rotated refresh token was kept: it can be renewed again, and again.
  for (let times = 0; times < 3; times += 1) {
    await nearItsEnd()
    await opened()
  }
  expect(refreshes()).toHaveLength(4)
  expect(refreshes().every(({ ok }) => ok)).toBe(true)
})

test('two workers that renew at once make one call, and both get its token', async () => {
  const [one, two] = [anotherWorker(), anotherWorker()]
  await nearItsEnd()
  const before = refreshes().length
  const held = server.holdTokenCalls()
  const asked = { workspaceId: owner.workspaceId, connectionId }
  const answers = Promise.all([one.open(asked), two.open(asked), one.open(asked), two.open(asked)])
  await held.arrived
  // While the vendor thinks, no transaction stays open that could hold others up.
  await expect.poll(async () => transactionsSince(await now()), { timeout: 20_000 }).toBe(0)
  held.release()
  const tokens = (await answers).map((answer) => (answer.ok ? answer.values['accessToken'] : answer.message))
  expect(new Set(tokens).size).toBe(1)
  expect(await server.isGood(tokens[0] ?? '')).toBe(true)
  expect(refreshes().length - before).toBe(1)
})

test('a token that a vendor refused is renewed at once, and only if it is the present one', async () => {
  const first = await opened()
  await server.expireAccessTokens()
  const second = await opened(first.secretId)
  expect(second.secretId).not.toBe(first.secretId)
  const before = refreshes().length
  // Somebody else was refused with the first one and asks later.
  expect(await opened(first.secretId)).toMatchObject({ secretId: second.secretId })
  expect(refreshes()).toHaveLength(before)
})

test('a refused renewal is none when a newer token is there by then: the newer one wins', async () => {
  await nearItsEnd()
  const asked = { workspaceId: owner.workspaceId, connectionId }
  const held = server.holdTokenCalls()
  const slow = anotherWorker().open(asked)
  await held.arrived
  // It hangs, its lease runs out, and a person signs in anew meanwhile, which ends the sign-in it holds.
  await endLease()
  const newer = await signedInAnew()
  await server.endSignIns()
  held.release()
  expect(await slow).toMatchObject({ ok: true, secretId: newer })
  expect((await rowOf())?.secretId).toBe(newer)
  expect(refreshes().at(-1)).toMatchObject({ ok: false })
})

test('a sign-in that the vendor has ended asks for a person, and is not asked for again and again', async () => {
  const { secretId } = await opened()
  await server.endSignIns()
  await nearItsEnd()
  expect(await open()).toMatchObject({
    ok: false,
    kind: 'refused',
    secretId,
    message: expect.stringMatching(/HubSpot no longer accepts this sign-in: .* Sign in again\./),
  })
  expect(await rowOf()).toMatchObject({ secretId, renewalLease: null })
  const before = refreshes().length
  expect(await open()).toMatchObject({ ok: false, kind: 'refused', message: expect.stringContaining('Sign in again') })
  expect(await open(secretId)).toMatchObject({ ok: false, kind: 'refused' })
  expect(refreshes()).toHaveLength(before)
  // Signed in anew it is asked for again.
  await steps.connect(owner, { connectionId })
  expect(await open()).toMatchObject({ ok: true })
})

test('a vendor that is away costs nothing while the token is good, and is told apart from a refusal when it is not', async () => {
  const away = createSignIns({
    db: core.ctx.db,
    secretKey: core.secretKey,
    oauthOf,
    // Nobody listens there.
    origins: { hubspot: 'http://127.0.0.1:9' },
  })
  const asked = { workspaceId: owner.workspaceId, connectionId }
  const before = await opened()
  await nearItsEnd()
  expect(await away.open(asked)).toMatchObject({ ok: true, secretId: before.secretId })
  expect(await away.open({ ...asked, refusedSecretId: before.secretId })).toMatchObject({ ok: false, kind: 'away' })
  expect(await opened()).toMatchObject({ ok: true })
})

test('without the operator’s word for it the way out stays guarded', async () => {
  const toLoopback = createSignIns({
    db: core.ctx.db,
    secretKey: core.secretKey,
    oauthOf: () => {
      const known = oauthOf('hubspot')
      if (known === null) throw new Error('there is no HubSpot')
      return { ...known, oauth: { ...known.oauth, tokenUrl: `${server.origin}/oauth/v1/token` } }
    },
    origins: {},
  })
  const { secretId } = await opened()
  const before = refreshes().length
  const refused = await toLoopback.open({ workspaceId: owner.workspaceId, connectionId, refusedSecretId: secretId })
  expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('loopback') })
  expect(refreshes()).toHaveLength(before)
})

test('a token that is held here alone is kept through a database that refuses for seconds, and nobody renews beside it', async () => {
  await nearItsEnd()
  const before = refreshes().length
  const store = await refuseSecrets(5)
  const held = server.holdTokenCalls()
  const asked = { workspaceId: owner.workspaceId, connectionId }
  const slow = core.signIns.open(asked)
  await held.arrived
  // The vendor took its time: of the lease nothing is left.
  await endLease()
  held.release()
  await expect.poll(store.refusals, { timeout: 20_000 }).toBeGreaterThan(0)
  const other = anotherWorker().open(asked)
  const [one, two] = await Promise.all([slow, other]).finally(store.mend)
  expect([one, two]).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })])
  expect(two.secretId).toBe(one.secretId)
  expect(await rowOf()).toMatchObject({ secretId: one.secretId, renewalLease: null })
  expect(refreshes().length - before).toBe(1)
})

test.each([
  ['working', 'working'],
  // Held steps wait for one that works, and only a test says that it does.
  ['untested', 'needs_attention'],
] as const)(
  'a connection that was %s and is called broken while its renewal is under way is %s once that comes through',
  async (state, then) => {
    const since = { stateReason: null, stateSince: sql`now()` }
    await inOwn((tx) =>
      tx
        .update(connection)
        .set({ state, ...since })
        .where(eq(connection.id, connectionId)),
    )
    await nearItsEnd()
    const held = server.holdTokenCalls()
    const slow = open()
    await held.arrived
    const { secretId } = (await rowOf()) ?? {}
    await reportAuthFailure(core.ctx, { ...asOwn(), secretId: secretId ?? null, message: 'Sign in again.' })
    expect(await rowOf()).toMatchObject({ state: 'needs_attention' })
    held.release()
    expect(await slow).toMatchObject({ ok: true })
    expect(await rowOf()).toMatchObject({ state: then })
  },
)

test('what was broken before a renewal is so after it: a new token says nothing of the reason', async () => {
  await nearItsEnd()
  const { secretId } = (await rowOf()) ?? {}
  await reportAuthFailure(core.ctx, { ...asOwn(), secretId: secretId ?? null, message: 'A scope is missing.' })
  await opened()
  expect(await rowOf()).toMatchObject({ state: 'needs_attention', stateReason: 'A scope is missing.' })
})

test('who waits for a renewer that was killed outlasts its lease', async () => {
  await nearItsEnd()
  await inOwn((tx) =>
    tx
      .update(connection)
      .set({ renewalLease: newId(), renewalLeasedUntil: sql`now() + interval '30 seconds'` })
      .where(eq(connection.id, connectionId)),
  )
  const clock = performance.now.bind(performance)
  const answer = open()
  // Just before the lease ends.
  const later = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 29_000)
  await expect.poll(() => later.mock.calls.length).toBeGreaterThan(0)
  await endLease()
  expect(await answer.finally(() => later.mockRestore())).toMatchObject({ ok: true })
})

/** The connection on tokens of another sign-in, as a person's own would put it there. */
async function signedInAnew(): Promise<string> {
  const row = await rowOf()
  return inOwn(async (tx) => {
    const [old] = await tx
      .select()
      .from(secret)
      .where(eq(secret.id, row?.secretId ?? ''))
    if (old === undefined) throw new Error('there is no secret')
    const { secretId } = await core.vault.store({
      workspaceId: owner.workspaceId,
      values: { accessToken: 'a newer one' },
      hosts: old.hosts,
    })
    await tx.update(connection).set({ secretId }).where(eq(connection.id, connectionId))
    return secretId
  })
}
