import type { SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { PoolClient, QueryResultRow } from 'pg'
import { MAY_BE_LOST } from './call.ts'
import type { Database, Queries } from './database.ts'
import { plainTimes } from './plain-times.ts'
import { prepared, preparing } from './prepared.ts'
import { ofDriver, toStoreError } from './store-error.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The door to a workspace's rows: one transaction in which row-level security knows the workspace. Without it every
 * table is empty. The setting ends with the transaction, so a pooled connection leaks nothing to its next user.
 * Throws what `work` throws, after rolling back; errors of queries as `StoreError`, without text or parameters.
 */
export function inWorkspace<T>(db: Database, workspaceId: string, work: (tx: Queries) => Promise<T>): Promise<T> {
  return withClient(db, async (client) => {
    inOnePiece(client)
    const begun = begin(client, workspaceId, DURABLE)
    const result = await work(drizzle({ client: preparing(client) }))
    await answered(begun)
    await answered(client.query('COMMIT'))
    return result
  })
}

export type StatementOptions = {
  /**
   * False for what may be lost and is then done again: should PostgreSQL itself go down, what it wrote in the last moment
   * before is gone, and nobody has waited for the disk. It still comes before everything that is written after it.
   */
  durable?: boolean
}

/**
 * The same for statements that do not depend on one another's results: all of them, begin and commit included, go out
 * together, so that the transaction takes one turn of the network and not three. All of them take effect, or none.
 * Answers each statement's rows; moments in them are text, as PostgreSQL writes them.
 */
export function statementsInWorkspace<Row extends QueryResultRow>(
  db: Database,
  workspaceId: string,
  statements: SQL[],
  { durable = true }: StatementOptions = {},
): Promise<Row[][]> {
  const queries = statements.map((statement) => dialect.sqlToQuery(statement))
  return withClient(db, async (client) => {
    inOnePiece(client)
    const begun = begin(client, workspaceId, durable ? DURABLE : NOT_DURABLE)
    const asked = queries.map(({ sql, params }) =>
      client.query<Row>(prepared({ text: sql, values: params, types: plainTimes })),
    )
    // After an error in one of them this undoes all.
    const ended = client.query('COMMIT')
    await Promise.allSettled([begun, ...asked, ended])
    const results = await answered(Promise.all(asked))
    await answered(Promise.all([begun, ended]))
    return results.map(({ rows }) => rows)
  })
}

/** One statement, as above. */
export async function statementInWorkspace<Row extends QueryResultRow>(
  db: Database,
  workspaceId: string,
  statement: SQL,
  options: StatementOptions = {},
): Promise<Row[]> {
  const [rows] = await statementsInWorkspace<Row>(db, workspaceId, [statement], options)
  return rows ?? []
}

const dialect = new PgDialect()

/** What is asked within this turn of the event loop is handed to the network at once: each piece costs a system call. */
function inOnePiece({ connection: { stream } }: PoolClient): void {
  stream.cork()
  process.nextTick(() => stream.uncork())
}

const DURABLE = ''
const NOT_DURABLE = ` FROM ${MAY_BE_LOST}`

/**
 * Not awaited: what is asked first goes out with it. Were it refused, that would find no rows, and could write none.
 */
function begin(client: PoolClient, workspaceId: string, also: string): Promise<unknown> {
  if (!UUID.test(workspaceId)) throw new Error('inWorkspace needs the id of a workspace')
  // The id was checked, so it can stand in the text.
  const begun = client.query(`BEGIN; SELECT set_config('app.workspace', '${workspaceId}', true)${also}`)
  begun.catch(() => undefined)
  return begun
}

const answered = <T>(query: Promise<T>): Promise<T> =>
  query.catch((error: unknown) => {
    throw ofDriver(error)
  })

async function withClient<T>(db: Database, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await answered(db.pool.connect())
  let broken: Error | undefined
  try {
    return await work(client)
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw toStoreError(error)
  } finally {
    client.release(broken)
  }
}
