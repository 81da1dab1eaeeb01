import type { Queries } from '@patchbay/db/database'
import { connection, flow } from '@patchbay/db/schema'
import type { ChangeContext } from '@patchbay/flow/describe-property'
import { connectorManifests } from '../connectors/manifests.ts'

/** What changes are told with: vendors' words, and the names of accounts and flows, those that are gone too. */
export async function loadChangeContext(tx: Queries): Promise<ChangeContext> {
  const connections = await tx.select({ id: connection.id, name: connection.name }).from(connection)
  const flows = await tx.select({ id: flow.id, name: flow.name }).from(flow)
  return { manifests: connectorManifests, connections, flows }
}
