import type { ObjectStore } from '@patchbay/db/object-store'
import { AwsClient } from 'aws4fetch'

export type S3Settings = {
  /** Without a trailing slash. */
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** Put before every key. */
  prefix: string
}

const TIMEOUT_MS = 60_000
const NOT_FOUND = 404

/**
 * Blobs as objects of a bucket, addressed by path, signed with Signature Version 4. The address is the operator's own
 * setting, as that of PostgreSQL is: it may be private, and does not pass the guard for connectors' calls.
 */
export function createS3Store(settings: S3Settings): ObjectStore {
  const client = new AwsClient({
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey,
    region: settings.region,
    service: 's3',
    retries: 3,
  })
  const ask = async (
    method: 'PUT' | 'GET' | 'DELETE',
    key: string,
    body?: Uint8Array<ArrayBuffer>,
  ): Promise<Response> => {
    const url = `${settings.endpoint}/${settings.bucket}/${settings.prefix}${key}`
    const response = await client.fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    })
    if (response.ok || (method === 'DELETE' && response.status === NOT_FOUND)) return response
    const said = (await response.text()).slice(0, 300)
    throw new Error(`The blob store at ${settings.endpoint} answered ${response.status} to ${method}: ${said}`)
  }
  return {
    async put(key, body) {
      await (await ask('PUT', key, new Uint8Array(body))).arrayBuffer()
    },
    async *get(key) {
      const { body } = await ask('GET', key)
      if (body === null) return
      for await (const piece of body) yield piece
    },
    async remove(key) {
      await (await ask('DELETE', key)).arrayBuffer()
    },
  }
}
