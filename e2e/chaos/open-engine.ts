import { Client, Connection } from '@temporalio/client'

type Engine = { client: Client; close: () => Promise<void> }

/** The engine of a stack, asked from outside. */
export function openEngine(env: Readonly<Record<string, string>>): Engine {
  const connection = Connection.lazy({ address: env['TEMPORAL_ADDRESS'] ?? '' })
  const client = new Client({ connection, namespace: env['TEMPORAL_NAMESPACE'] ?? '' })
  return { client, close: () => connection.close() }
}
