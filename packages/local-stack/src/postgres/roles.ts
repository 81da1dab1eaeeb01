import { Client } from 'pg'

/** Roles of a Patchbay database. Attributes are what each needs and no more; the apps' role can pass no row-level security. */
const ATTRIBUTES = {
  /** Owns the schema and runs migrations. BYPASSRLS, since forced row-level security binds an owner too. */
  patchbay_owner: 'login nosuperuser createdb createrole bypassrls noreplication',
  /** What web, ingress and worker connect as. */
  patchbay_app: 'login nosuperuser nocreatedb nocreaterole nobypassrls noreplication',
  temporal: 'login nosuperuser createdb nocreaterole nobypassrls noreplication',
} as const

export type LocalRole = keyof typeof ATTRIBUTES

/**
 * Makes the roles that are absent and sets the passwords of all, so that a changed secrets file holds at the next start.
 * Attributes are set once: an owner of somebody's own server may not touch them again unless it is a superuser.
 */
export async function ensureRoles(adminUrl: string, passwords: Partial<Record<LocalRole, string>>): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const [role, attributes] of Object.entries(ATTRIBUTES)) {
      const password = Object.entries(passwords).find(([name]) => name === role)?.[1]
      if (password === undefined) continue
      const found = await client.query('select 1 from pg_roles where rolname = $1', [role])
      const command = found.rowCount === 0 ? `create role ${role} with ${attributes}` : `alter role ${role} with`
      await client.query(`${command} password ${client.escapeLiteral(password)}`)
    }
  })
}

/** Makes a database of that owner unless it is there. */
export async function ensureDatabase(adminUrl: string, database: string, owner: LocalRole): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [database])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)} owner ${owner}`)
  })
}

export async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  // What asks is told; without a listener a server that goes down under it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
