import type { ActivityDependencies } from '@patchbay/engine/dependencies'
import { LRUCache } from 'lru-cache'

type ReadSecret = ActivityDependencies['readSecret']

const KEPT_MS = 60_000

/** A secret's row never changes: a new credential is a new row. So what was opened once may serve for a while. */
export function rememberSecrets(read: ReadSecret): ReadSecret {
  const opened = new LRUCache<string, Awaited<ReturnType<ReadSecret>>>({ max: 500, ttl: KEPT_MS })
  return async (workspaceId, secretId) => {
    const key = `${workspaceId} ${secretId}`
    const known = opened.get(key)
    if (known) return known
    const secret = await read(workspaceId, secretId)
    opened.set(key, secret)
    return secret
  }
}
