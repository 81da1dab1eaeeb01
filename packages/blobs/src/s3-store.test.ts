import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { blobEnv } from './env.ts'
import { largeValues } from './large-values.ts'
import { createS3Store } from './s3-store.ts'

const directory = mkdtempSync(join(tmpdir(), 'patchbay-s3-'))
const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory,
  configureBuckets: [{ name: 'blobs', configs: [] }],
})
let endpoint = ''

beforeAll(async () => {
  const { port } = await server.run()
  endpoint = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await server.close()
  rmSync(directory, { recursive: true, force: true })
})

const storeWith = (change: { accessKeyId?: string; bucket?: string } = {}) =>
  createS3Store({
    endpoint,
    bucket: 'blobs',
    region: 'eu-north-1',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    prefix: 'patchbay/',
    ...change,
  })

const read = async (store: ReturnType<typeof storeWith>, key: string): Promise<Buffer> => {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get(key)) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('what is put comes back byte for byte, and is gone after it was removed, once or twice', async () => {
  const store = storeWith()
  const body = Buffer.alloc(3_000_000, 'räksmörgås 🦐 ')
  await store.put('w/1', body)
  expect((await read(store, 'w/1')).equals(body)).toBe(true)
  await store.remove('w/1')
  await store.remove('w/1')
  await expect(read(store, 'w/1')).rejects.toThrow('answered 404 to GET')
})

test('a key that is wrong and a bucket that is not there are said', async () => {
  await expect(storeWith({ accessKeyId: 'nobody' }).put('w/2', Buffer.from('{}'))).rejects.toThrow('InvalidAccessKeyId')
  await expect(storeWith({ bucket: 'none' }).put('w/2', Buffer.from('{}'))).rejects.toThrow('NoSuchBucket')
})

test('the settings name a bucket with its keys, or none', () => {
  const of = (more: Record<string, string>) => largeValues(z.object(blobEnv).parse(more))
  expect(of({})).toEqual({ fromBytes: 262_144, maxBytes: 20_971_520, objects: null })
  expect(() => of({ PATCHBAY_BLOB_S3_BUCKET: 'blobs' })).toThrow('PATCHBAY_BLOB_S3_SECRET_ACCESS_KEY')
})
