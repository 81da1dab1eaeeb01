import type { Queries } from '@patchbay/db/database'
import { connection } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import { mayUse } from '../connections/connection-use.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type UsableConnection = {
  id: string
  connector: string
  name: string
  environment: 'live' | 'sandbox'
  account: string | null
}

/** A connection of the workspace that this person may use, for this connector. */
export async function findConnection(
  tx: Queries,
  principal: Principal,
  wanted: { id: string; connector: string },
): Promise<Result<UsableConnection>> {
  const [found] = await tx
    .select()
    .from(connection)
    .where(and(eq(connection.id, wanted.id), isNull(connection.revokedAt)))
  if (found === undefined || found.connector !== wanted.connector)
    return fail('not_found', 'This connection does not exist in this workspace any more. Choose another one.')
  if (!mayUse(principal, found.access))
    return fail('forbidden', `You may not use the connection “${found.name}”. Ask who manages this workspace.`)
  const { id, connector, name, environment, account } = found
  return ok({ id, connector, name, environment, account })
}
