import type { ConnectorManifest } from '@patchbay/connector-sdk/manifest'
import type { Validation } from './validation.ts'

/** That a step has an account to act with, that it exists, and that it is one of the step's app. */
export function checkConnection(
  { options, error }: Validation,
  { connector, connectionId, field }: { connector: ConnectorManifest; connectionId: string | null; field: string },
): void {
  if (connectionId === null) {
    if (connector.auth.kind === 'none') return
    error('connection_missing', field, `No ${connector.title} account is chosen. Choose a connection.`)
    return
  }
  if (options.connections === undefined) return
  const connection = options.connections.find(({ id }) => id === connectionId)
  if (connection === undefined)
    error('connection_unknown', field, `The ${connector.title} connection of this step is gone. Choose another.`)
  else if (connection.connector !== connector.id)
    error(
      'connection_of_other_app',
      field,
      `The connection of this step is not one to ${connector.title}. Choose another.`,
    )
}
