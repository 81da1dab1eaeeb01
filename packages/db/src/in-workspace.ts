import { drizzle } from 'drizzle-orm/node-postgres'
import type { Database, Queries } from './database.ts'
import { preparing } from './prepared.ts'
import { toStoreError } from './store-error.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The door to a workspace's rows: one transaction in which row-level security knows the workspace. Without it every
 * table is empty. The setting ends with the transaction, so a pooled connection leaks nothing to its next user.
 * Throws what `work` throws, after rolling back; errors of queries as `StoreError`, without text or parameters.
 */
export async function inWorkspace<T>(db: Database, workspaceId: string, work: (tx: Queries) => Promise<T>): Promise<T> {
  if (!UUID.test(workspaceId)) throw new Error('inWorkspace needs the id of a workspace')
  const client = await db.pool.connect()
  let broken: Error | undefined
  // Without a listener a connection that breaks while it is lent out would end the process.
  const onBroken = (error: Error) => {
    broken = error
  }
  client.on('error', onBroken)
  try {
    // Not awaited: what `work` asks first goes out with it. Were it refused, that would find no rows, and could write none.
    // The id was checked above, so it can stand in the text.
    const begun = client.query(`BEGIN; SELECT set_config('app.workspace', '${workspaceId}', true)`)
    begun.catch(() => undefined)
    const result = await work(drizzle({ client: preparing(client) }))
    await begun
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw toStoreError(error)
  } finally {
    client.off('error', onBroken)
    client.release(broken)
  }
}
