import type { Queries } from '@patchbay/db/database'
import { connection, workspace } from '@patchbay/db/schema'
import { listAskableMembers } from '@patchbay/db/wait-functions'
import { checkCron } from '@patchbay/flow/check-cron'
import type { ValidateOptions } from '@patchbay/flow/validate'
import { isNull } from 'drizzle-orm'
import { connectorManifests } from '../connectors/manifests.ts'
import type { CoreContext } from '../context.ts'
import { loadCallableFlows } from './load-callable-flows.ts'

/**
 * What a document is checked against: connectors, the workspace's connections, flows and people, and how schedules are written.
 * `flowId` is the flow whose document it is, if it is one's already.
 */
export async function loadValidateOptions(
  tx: Queries,
  { checkExpression, expressionTypes }: Pick<CoreContext, 'checkExpression' | 'expressionTypes'>,
  flowId?: string,
): Promise<ValidateOptions> {
  const connections = await tx
    .select({ id: connection.id, connector: connection.connector, environment: connection.environment })
    .from(connection)
    .where(isNull(connection.revokedAt))
  const [place] = await tx.select({ id: workspace.id, variables: workspace.variables }).from(workspace)
  const people = place === undefined ? [] : await listAskableMembers(tx, place.id)
  const variables = Object.keys(place?.variables ?? {})
  return {
    manifests: connectorManifests,
    connections,
    flows: await loadCallableFlows(tx),
    people: people.map(({ userId }) => ({ id: userId })),
    ...(flowId === undefined ? {} : { flowId }),
    variables,
    checkCron,
    checkExpression,
    expressionTypes,
  }
}
