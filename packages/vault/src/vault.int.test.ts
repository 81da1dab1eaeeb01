import { randomBytes, randomUUID } from 'node:crypto'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { secret } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVault } from './vault.ts'

const database = useDatabase(testDatabase)
const workspaceId = randomUUID()
const oldKey = randomBytes(32).toString('base64')
const newKey = randomBytes(32).toString('base64')
const values = { apiKey: 'sk_live_0123456789abcdef', webhookSecret: 'whsec_42' }
const hosts = ['api.stripe.com']

let db: Database
beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))

const rowOf = async (secretId: string) =>
  (await inWorkspace(db, workspaceId, (tx) => tx.select().from(secret).where(eq(secret.id, secretId))))[0]

test('what is stored comes back to its reader only, and is nowhere in the clear', async () => {
  const vault = createVault({ db, secretKey: oldKey })
  const { secretId } = await vault.store({ workspaceId, values, hosts })
  expect(await vault.readForConnection(workspaceId, secretId)).toEqual({ values: { apiKey: values.apiKey }, hosts })
  expect(await vault.readSigningSecrets(workspaceId, secretId)).toEqual(['whsec_42'])
  const row = await rowOf(secretId)
  expect(row?.hint).toBe('cdef')
  expect(
    Buffer.concat([row?.ciphertext ?? Buffer.alloc(0), row?.wrappedKey ?? Buffer.alloc(0)]).toString('latin1'),
  ).not.toMatch(/sk_live|whsec/)

  const other = randomUUID()
  await expect(vault.readForConnection(other, secretId)).rejects.toThrow('not in the vault')
  expect(await vault.readSigningSecrets(other, secretId)).toEqual([])
  await vault.remove({ workspaceId, secretId })
  await expect(vault.readForConnection(workspaceId, secretId)).rejects.toThrow('not in the vault')
})

test('a secret takes over what it does not name, and sends nothing where it could not go before', async () => {
  const vault = createVault({ db, secretKey: oldKey })
  const before = await vault.store({ workspaceId, values: { ...values, password: 'of-before' }, hosts })
  const renewed = { workspaceId, values: { apiKey: 'sk_live_renewed_0123456789' }, carryFrom: before.secretId }
  const same = await vault.store({ ...renewed, hosts })
  expect((await vault.readForConnection(workspaceId, same.secretId)).values).toEqual({
    ...renewed.values,
    password: 'of-before',
  })
  const elsewhere = await vault.store({ ...renewed, hosts: ['api.example.com'] })
  expect((await vault.readForConnection(workspaceId, elsewhere.secretId)).values).toEqual(renewed.values)
  expect(await vault.readSigningSecrets(workspaceId, elsewhere.secretId)).toEqual(['whsec_42'])
})

test('a row that was changed, moved or stored under another key does not open', async () => {
  const vault = createVault({ db, secretKey: oldKey })
  const mine = await vault.store({ workspaceId, values, hosts })
  const theirs = await vault.store({ workspaceId, values: { apiKey: 'another-key-of-theirs' }, hosts })
  const row = await rowOf(theirs.secretId)
  await inWorkspace(db, workspaceId, (tx) =>
    tx
      .update(secret)
      .set({ ciphertext: row?.ciphertext, wrappedKey: row?.wrappedKey })
      .where(eq(secret.id, mine.secretId)),
  )
  await expect(vault.readForConnection(workspaceId, mine.secretId)).rejects.toThrow('does not open')
  await expect(createVault({ db, secretKey: newKey }).readForConnection(workspaceId, theirs.secretId)).rejects.toThrow(
    'does not open',
  )
})

test('a new master key takes over without touching what it protects', async () => {
  const { secretId } = await createVault({ db, secretKey: oldKey }).store({ workspaceId, values, hosts })
  const before = await rowOf(secretId)
  const rotated = createVault({ db, secretKey: newKey, keyVersion: 2, oldSecretKeys: { 1: oldKey } })
  expect((await rotated.readForConnection(workspaceId, secretId)).values).toEqual({ apiKey: values.apiKey })
  // In a workspace of its own: the test before left a row here that no key opens.
  const fresh = randomUUID()
  const own = await createVault({ db, secretKey: oldKey }).store({ workspaceId: fresh, values, hosts })
  expect(await rotated.rewrap(fresh)).toBe(1)
  expect(await rotated.rewrap(fresh)).toBe(0)
  const alone = createVault({ db, secretKey: newKey, keyVersion: 2 })
  expect((await alone.readForConnection(fresh, own.secretId)).values).toEqual({ apiKey: values.apiKey })
  await expect(alone.readForConnection(workspaceId, secretId)).rejects.toThrow('version 1')
  expect((await rowOf(secretId))?.ciphertext.equals(before?.ciphertext ?? Buffer.alloc(0))).toBe(true)
})
