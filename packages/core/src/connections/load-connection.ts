import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type ConnectionState, connection } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, sql } from 'drizzle-orm'

/** A connection as a call needs it. The secret itself is the vault's to give. */
export type LoadedConnection = {
  id: string
  connector: string
  name: string
  environment: 'live' | 'sandbox'
  origin: string | null
  settings: Record<string, Json>
  secretId: string | null
  method: 'key' | 'sign_in'
  state: ConnectionState
}

/** Null when it was revoked. A trial is revoked ahead of time: until then it is one like any other. */
export async function loadConnection(
  db: Database,
  workspaceId: string,
  connectionId: string,
): Promise<LoadedConnection | null> {
  const rows = await inWorkspace(db, workspaceId, (tx) =>
    tx
      .select({
        id: connection.id,
        connector: connection.connector,
        name: connection.name,
        environment: connection.environment,
        origin: connection.origin,
        settings: connection.settings,
        secretId: connection.secretId,
        method: connection.method,
        state: connection.state,
      })
      .from(connection)
      .where(and(eq(connection.id, connectionId), sql`coalesce(${connection.revokedAt} > now(), true)`)),
  )
  return rows[0] ?? null
}
