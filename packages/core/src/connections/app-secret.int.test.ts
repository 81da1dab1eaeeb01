import { createHmac, randomUUID } from 'node:crypto'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, secret, source } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { AuthorizationServer } from '@patchbay/local-stack/authorization-server'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectorManifests } from '../connectors/manifests.ts'
import { createReceiver } from '../inbox/receive-webhook.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { signInSteps, startShopifySignIn } from '../testing/open-sign-in.ts'
import { removeOAuthApp } from './oauth-apps.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let server: AuthorizationServer
let steps: ReturnType<typeof signInSteps>
let owner: Principal

beforeAll(async () => {
  server = await startShopifySignIn()
  core = openCore(database.appUrl, { shopify: server.origin })
  owner = (await core.newWorkspace()).as('owner')
  steps = signInSteps(core, server, { connector: 'shopify', settings: { shop: 'brindle' } })
})
afterAll(async () => {
  await core.close()
  await server.close()
})

const inOwn = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, owner.workspaceId, work)

test('a new secret of the app signs events at once, and the one before does until somebody signs in anew', async () => {
  await steps.setApp(owner)
  const connectionId = await connect()
  const first = server.client.clientSecret
  expect(await post(connectionId, first)).toBe('accepted')

  await server.rotateClientSecret()
  await steps.setApp(owner)
  const second = server.client.clientSecret
  expect(await post(connectionId, second)).toBe('accepted')
  expect(await post(connectionId, first)).toBe('accepted')
  expect(await post(connectionId, 'made up')).toBe('wrong_signature')

  await renew(connectionId)
  expect(await post(connectionId, second)).toBe('accepted')
  expect(await post(connectionId, first)).toBe('accepted')

  expect(await connect(connectionId)).toBe(connectionId)
  expect(await post(connectionId, second)).toBe('accepted')
  expect(await post(connectionId, first)).toBe('wrong_signature')

  await removeOAuthApp(core.ctx, owner, { connector: 'shopify' })
  expect(await post(connectionId, second)).toBe('accepted')
})

test('the secret of an app signs nothing for a connection whose key was typed in', async () => {
  await steps.setApp(owner)
  const connectionId = await connect()
  const { secretId } = await core.vault.store({
    workspaceId: owner.workspaceId,
    values: { apiKey: 'shpat_made_up_0001', webhookSecret: 'typed in' },
    hosts: [],
  })
  await inOwn((tx) => tx.update(source).set({ secretId }).where(eq(source.connectionId, connectionId)))
  expect(await post(connectionId, 'typed in')).toBe('accepted')
  expect(await post(connectionId, server.client.clientSecret)).toBe('wrong_signature')
})

/** As Shopify sends a person back: with the shop, all of it signed by the app's secret. */
async function connect(connectionId?: string): Promise<string> {
  const step = await steps.begin(owner, connectionId === undefined ? {} : { connectionId })
  const back = await server.allow(step.url)
  back.searchParams.set('shop', 'brindle.myshopify.com')
  back.searchParams.sort()
  const message = [...back.searchParams].map(([name, value]) => `${name}=${value}`).join('&')
  back.searchParams.set('hmac', createHmac('sha256', server.client.clientSecret).update(message).digest('hex'))
  const outcome = await steps.finish(owner, { browser: step.browser, back })
  if (!outcome.ok) throw new Error(outcome.message)
  return outcome.connectionId
}

async function renew(connectionId: string): Promise<void> {
  const [row] = await inOwn((tx) => tx.select().from(connection).where(eq(connection.id, connectionId)))
  const secretId = row?.secretId ?? ''
  await inOwn((tx) => tx.update(secret).set({ expiresAt: sql`now()` }).where(eq(secret.id, secretId)))
  const renewed = await core.signIns.open({ workspaceId: owner.workspaceId, connectionId })
  if (!renewed.ok) throw new Error(renewed.message)
  expect(renewed.secretId).not.toBe(secretId)
}

async function post(connectionId: string, signedBy: string): Promise<string> {
  const [address] = await inOwn((tx) => tx.select().from(source).where(eq(source.connectionId, connectionId)))
  const receive = createReceiver({
    db: core.ctx.db,
    manifests: connectorManifests,
    readSigningSecrets: core.vault.readSigningSecrets,
    now: Date.now,
  })
  const body = Buffer.from('{"id":1}')
  const headers = {
    'x-shopify-topic': 'orders/create',
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-hmac-sha256': createHmac('sha256', signedBy).update(body).digest('base64'),
  }
  return (await receive({ address: address?.address ?? '', headers, body })).kind
}
