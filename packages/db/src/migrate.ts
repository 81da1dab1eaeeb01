import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../drizzle', import.meta.url))

// Any number will do, as long as nobody else takes it: two starts at once must not migrate side by side.
const MIGRATION_LOCK = 4_815_162_342

/** Brings the schema up to date. `ownerUrl` is a role that may create tables, functions and roles. */
export async function migrate(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'patchbay-migrate' })
  // What asks is told; without a listener a server that goes down under it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await applyMigrations(drizzle({ client }), { migrationsFolder: MIGRATIONS_FOLDER })
  } finally {
    await client.end()
  }
}
