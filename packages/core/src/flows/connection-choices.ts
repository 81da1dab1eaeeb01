import type { Queries } from '@patchbay/db/database'
import { connection } from '@patchbay/db/schema'
import { asc, isNull } from 'drizzle-orm'
import { mayUse } from '../connections/connection-use.ts'
import type { Principal } from '../principal.ts'

/** A connection that a step can use. */
export type ConnectionChoice = {
  id: string
  connector: string
  name: string
  environment: 'live' | 'sandbox'
  /** False while its credential is refused. */
  usable: boolean
  account: string | null
  /** Whether this principal may set it on steps. */
  mayUse: boolean
}

/** All of a workspace that are not revoked, by name. */
export async function loadConnectionChoices(tx: Queries, principal: Principal): Promise<ConnectionChoice[]> {
  const rows = await tx
    .select({
      id: connection.id,
      connector: connection.connector,
      name: connection.name,
      environment: connection.environment,
      state: connection.state,
      account: connection.account,
      access: connection.access,
    })
    .from(connection)
    .where(isNull(connection.revokedAt))
    .orderBy(asc(connection.name), asc(connection.id))
  return rows.map(({ state, access, ...row }) => ({
    ...row,
    usable: state !== 'needs_attention',
    mayUse: mayUse(principal, access),
  }))
}
