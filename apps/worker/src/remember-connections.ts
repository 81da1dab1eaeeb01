import type { LoadedConnection } from '@patchbay/core/connections/load-connection'
import type { ActivityDependencies } from '@patchbay/engine/dependencies'
import { LRUCache } from 'lru-cache'

/** How long a step that is tried for the first time may still use a connection that was revoked or given a new key. */
const KEPT_MS = 1_000

type Load = (workspaceId: string, connectionId: string) => Promise<LoadedConnection | null>

/** Steps that call one vendor one after another ask for the same connection each time: it is read once a second. */
export function rememberConnections(load: Load): ActivityDependencies['findConnection'] {
  const known = new LRUCache<string, { connection: Promise<LoadedConnection | null> }>({ max: 1_000, ttl: KEPT_MS })
  return (workspaceId, connectionId, { fresh } = { fresh: false }) => {
    const key = `${workspaceId} ${connectionId}`
    const kept = fresh ? undefined : known.get(key)
    if (kept) return kept.connection
    const connection = load(workspaceId, connectionId)
    known.set(key, { connection })
    // Nobody is told twice of what went wrong once.
    connection.catch(() => known.delete(key))
    return connection
  }
}
