import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { withClient } from '../postgres/roles.ts'

export type SchemaOptions = {
  sqlTool: string
  postgres: { port: number; user: string; password: string }
  /** URL of a database's owner, to see what is there already. */
  databaseUrl: (database: string) => string
  env: Readonly<Record<string, string | undefined>>
}

const run = promisify(execFile)

/** Brings one of Temporal's databases, which must exist, to the schema of the tool's version. Idempotent: it is the upgrade path too. */
export async function ensureTemporalSchema(
  options: SchemaOptions,
  database: string,
  schema: 'postgresql/v12/temporal' | 'postgresql/v12/visibility',
): Promise<void> {
  const tool = (...args: string[]) =>
    run(options.sqlTool, [...connection(options, database), ...args], {
      env: { ...options.env, SQL_PASSWORD: options.postgres.password },
      maxBuffer: 20_000_000,
    })
  try {
    if (!(await hasVersionTable(options.databaseUrl(database)))) await tool('setup-schema', '-v', '0.0')
    await tool('update-schema', '-s', schema)
  } catch (error) {
    throw new Error(`Temporal's schema in the database "${database}" could not be brought up to date`, { cause: error })
  }
}

function connection(options: SchemaOptions, database: string): string[] {
  const { port, user } = options.postgres
  return ['--ep', '127.0.0.1', '-p', String(port), '-u', user, '--pl', 'postgres12', '--db', database]
}

async function hasVersionTable(url: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const result = await client.query("select to_regclass('schema_version') is not null as present")
    return result.rows[0]?.present === true
  })
}
