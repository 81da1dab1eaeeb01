import { join } from 'node:path'
import { preparePostgres } from '../postgres/postgres.ts'
import { ensureDatabase, ensureRoles, withClient } from '../postgres/roles.ts'
import { callExport } from './run-program.ts'
import type { StackContext } from './stack-context.ts'

export type Databases = {
  /** As the owner, for migrations. */
  ownerUrl: string
  /** As `patchbay_app`, for the apps. */
  appUrl: string
  /** Of the local cluster; null with a database of one's own. */
  local: { port: number; adminUrl: (database: string) => string } | null
}

const DATABASE = 'patchbay'

/** Starts the local PostgreSQL with its roles and database, or checks the one that DATABASE_URL names. */
export async function startPostgres(context: StackContext): Promise<Databases> {
  const { DATABASE_URL } = context.options.settings
  return DATABASE_URL === undefined ? startLocal(context) : useOwn(context, DATABASE_URL)
}

/** Brings the schema up to date, as the owner. */
export async function migrateDatabase(context: StackContext, databases: Databases): Promise<void> {
  const { repositoryDir, signal } = context.options
  await callExport({
    cwd: repositoryDir,
    env: context.inherited,
    signal,
    module: join(repositoryDir, 'packages/db/src/migrate.ts'),
    name: 'migrate',
    argument: databases.ownerUrl,
  })
}

async function startLocal(context: StackContext): Promise<Databases> {
  const { passwords } = context.secrets()
  const port = context.ports.postgres
  const postgres = await preparePostgres({
    clusterDir: join(context.options.dataDir, 'postgres'),
    port,
    password: passwords.postgres,
    durable: true,
    env: context.inherited,
  })
  await context.supervisor.start(postgres.spec)
  const adminUrl = postgres.adminUrl('postgres')
  await ensureRoles(adminUrl, passwords)
  await ensureDatabase(adminUrl, DATABASE, 'patchbay_owner')
  const base = postgres.adminUrl(DATABASE)
  return {
    ownerUrl: asUser(base, 'patchbay_owner', passwords.patchbay_owner),
    appUrl: asUser(base, 'patchbay_app', passwords.patchbay_app),
    local: { port, adminUrl: postgres.adminUrl },
  }
}

/** The apps' role is made in it with a password of ours, unless PATCHBAY_APP_DATABASE_URL says how to connect as it. */
async function useOwn(context: StackContext, ownerUrl: string): Promise<Databases> {
  const { PATCHBAY_APP_DATABASE_URL: given } = context.options.settings
  try {
    await withClient(ownerUrl, (client) => client.query('select 1'))
  } catch (error) {
    throw new Error(`The database of DATABASE_URL (${new URL(ownerUrl).host}) does not answer`, { cause: error })
  }
  if (given !== undefined) return { ownerUrl, appUrl: given, local: null }
  const password = context.secrets().passwords.patchbay_app
  await ensureRoles(ownerUrl, { patchbay_app: password })
  return { ownerUrl, appUrl: asUser(ownerUrl, 'patchbay_app', password), local: null }
}

function asUser(base: string, user: string, password: string): string {
  const url = new URL(base)
  url.username = user
  url.password = password
  return url.href
}
