import type { Queries } from '@patchbay/db/database'
import { connection } from '@patchbay/db/schema'
import type { ChangeContext } from '@patchbay/flow/describe-property'
import { connectorManifests } from '../connectors/manifests.ts'

/** What changes are told with: vendors' words, and the names of accounts, revoked ones too. */
export async function loadChangeContext(tx: Queries): Promise<ChangeContext> {
  const connections = await tx.select({ id: connection.id, name: connection.name }).from(connection)
  return { manifests: connectorManifests, connections }
}
