import type { Queries } from '@patchbay/db/database'
import { connection, flow } from '@patchbay/db/schema'
import { listAskableMembers } from '@patchbay/db/wait-functions'
import type { ChangeContext } from '@patchbay/flow/describe-property'
import { connectorManifests } from '../connectors/manifests.ts'

/**
 * What changes are told with: vendors' words, the names of accounts and flows, those that are gone too, and of the
 * people who can be asked.
 */
export async function loadChangeContext(tx: Queries, workspaceId: string): Promise<ChangeContext> {
  const connections = await tx.select({ id: connection.id, name: connection.name }).from(connection)
  const flows = await tx.select({ id: flow.id, name: flow.name }).from(flow)
  const people = (await listAskableMembers(tx, workspaceId)).map(({ userId, name }) => ({ id: userId, name }))
  return { manifests: connectorManifests, connections, flows, people }
}
