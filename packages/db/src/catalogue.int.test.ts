import { randomUUID } from 'node:crypto'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDatabase, type Database, openDatabase } from './database.ts'
import { inWorkspace } from './in-workspace.ts'
import { flow, workspace } from './schema/index.ts'
import { testDatabase } from './testing.ts'

const database = useDatabase(testDatabase)
/** better-auth's own: the named exception, reached through `auth` only. */
const AUTH_TABLES = ['account', 'invitation', 'member', 'organization', 'rate_limit', 'session', 'user', 'verification']

/** Of no workspace and closed to the apps: reached through a named function only. */
const CLOSED_TABLES = ['turn']

let db: Database
let owner: Client
beforeAll(async () => {
  db = openDatabase(database.appUrl, { maxConnections: 1 })
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await closeDatabase(db)
})

const rows = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await owner.query<Row & Record<string, unknown>>(text, values)).rows

type TableRow = { name: string; enabled: boolean; forced: boolean; column: string | null }

const tables = () =>
  rows<TableRow>(`
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
           (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
              AND (a.attname = 'workspace_id' OR (c.relname = 'workspace' AND a.attname = 'id'))) AS column
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname`)

test('every table belongs to a workspace or is one of the named exceptions', async () => {
  const strays = (await tables()).filter(
    ({ name, column }) => column === null && !AUTH_TABLES.includes(name) && !CLOSED_TABLES.includes(name),
  )
  expect(strays).toEqual([])
})

test('what is of no workspace and not better-auth’s is closed to the apps', async () => {
  for (const name of CLOSED_TABLES) {
    await expect(db.pool.query(`SELECT * FROM ${name}`)).rejects.toMatchObject({ code: '42501' })
    await expect(db.pool.query(`DELETE FROM ${name}`)).rejects.toMatchObject({ code: '42501' })
  }
})

test('every table of a workspace has forced row-level security, for reading and for writing', async () => {
  const own = (await tables()).filter(({ column }) => column !== null)
  expect(own.length).toBeGreaterThan(20)
  expect(own.filter(({ enabled, forced }) => !enabled || !forced).map(({ name }) => name)).toEqual([])
  const policies = await rows<{ table: string; command: string; kind: string; using: string; check: string }>(`
    SELECT tablename AS "table", cmd AS command, permissive AS kind, qual AS using, with_check AS check
    FROM pg_policies WHERE schemaname = 'public' AND ('patchbay_app' = ANY (roles) OR 'public' = ANY (roles))`)
  for (const { name, column } of own) {
    const condition = `(${column} = (NULLIF(current_setting('app.workspace'::text, true), ''::text))::uuid)`
    // One policy and no other: permissive ones are joined by OR, so a second could open what the first closes.
    expect(policies.filter(({ table }) => table === name)).toEqual([
      { table: name, command: 'ALL', kind: 'PERMISSIVE', using: condition, check: condition },
    ])
  }
})

test('the apps’ role owns nothing, is no superuser, and passes by no policy', async () => {
  const [role] = await rows<Record<string, unknown>>(`
    SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = 'patchbay_app'`)
  expect(role).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
  })
  expect(
    await rows(`
      SELECT c.relname FROM pg_class c WHERE c.relowner = 'patchbay_app'::regrole
      UNION ALL SELECT p.proname FROM pg_proc p WHERE p.proowner = 'patchbay_app'::regrole
      UNION ALL SELECT n.nspname FROM pg_namespace n WHERE n.nspowner = 'patchbay_app'::regrole`),
  ).toEqual([])
  // Nor may it become a role that does.
  expect(
    await rows(
      `SELECT r.rolname FROM pg_roles r WHERE r.rolname <> 'patchbay_app' AND pg_has_role('patchbay_app', r.oid, 'MEMBER')`,
    ),
  ).toEqual([])
  expect(await rows(`SELECT 1 AS may WHERE has_schema_privilege('patchbay_app', 'public', 'CREATE')`)).toEqual([])
  const granted = await rows<{ name: string }>(`
    SELECT DISTINCT table_name AS name FROM information_schema.role_table_grants
    WHERE grantee IN ('patchbay_app', 'PUBLIC') AND table_schema = 'public' AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')`)
  expect(granted).toEqual([])
})

test('what crosses workspaces does so through named functions of a role nobody can log in as', async () => {
  const functions = await rows<{
    name: string
    owner: string
    path: string[] | null
    open: boolean
    login: boolean
    bypass: boolean
  }>(`
    SELECT p.proname AS name, r.rolname AS owner, p.proconfig AS path, r.rolcanlogin AS login, r.rolbypassrls OR r.rolsuper AS bypass,
           has_function_privilege('public', p.oid, 'EXECUTE') AS open
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
    WHERE n.nspname = 'public' AND p.prosecdef ORDER BY p.proname`)
  expect(functions.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'accept_event',
      'find_api_key',
      'find_source',
      'lease_deliveries',
      'lease_runs',
      'purge_expired',
    ]),
  )
  for (const { name, ...rest } of functions) {
    expect([name, rest]).toEqual([
      name,
      { owner: 'patchbay_system', path: ['search_path=public, pg_temp'], open: false, login: false, bypass: false },
    ])
  }
})

test('without a workspace set there are no rows, and none can be written', async () => {
  const id = randomUUID()
  await inWorkspace(db, id, (tx) => tx.insert(workspace).values({ id, name: 'Mine' }))
  for (const { name } of (await tables()).filter(({ column }) => column !== null)) {
    const found = await db.pool.query(`SELECT count(*)::int AS count FROM ${name}`)
    expect([name, found.rows]).toEqual([name, [{ count: 0 }]])
  }
  await expect(
    db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'None')`, [randomUUID()]),
  ).rejects.toMatchObject({ code: '42501' })
})

test('a workspace sees and changes its own rows only', async () => {
  const [mine, theirs] = [randomUUID(), randomUUID()]
  for (const id of [mine, theirs]) await inWorkspace(db, id, (tx) => tx.insert(workspace).values({ id, name: id }))
  expect(await inWorkspace(db, mine, (tx) => tx.select({ id: workspace.id }).from(workspace))).toEqual([{ id: mine }])
  const stolen = await inWorkspace(db, mine, (tx) =>
    tx.update(workspace).set({ name: 'Stolen' }).where(eq(workspace.id, theirs)).returning(),
  )
  expect(stolen).toEqual([])
  const document = { schemaVersion: 1 as const, steps: [], edges: [], notes: [] }
  const planted = inWorkspace(db, mine, (tx) =>
    tx.insert(flow).values({ workspaceId: theirs, name: 'Planted', draft: document }),
  )
  await expect(planted).rejects.toMatchObject({ code: '42501' })
  const moved = inWorkspace(db, mine, async (tx) => {
    await tx.insert(flow).values({ workspaceId: mine, name: 'Moved', draft: document })
    await tx.update(flow).set({ workspaceId: theirs })
  })
  await expect(moved).rejects.toMatchObject({ code: '42501' })
})

test('a connection goes back to the pool with nothing of its workspace, after success and after failure', async () => {
  const id = randomUUID()
  // The pool holds one connection: whoever comes next gets this one.
  const pidOf = async () => (await db.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid
  const before = await pidOf()
  await inWorkspace(db, id, (tx) => tx.insert(workspace).values({ id, name: 'Mine' }))
  await expect(inWorkspace(db, id, (tx) => tx.execute(sql`SELECT 1 / 0`))).rejects.toThrow()
  expect(await pidOf()).toBe(before)
  expect((await db.pool.query(`SELECT nullif(current_setting('app.workspace', true), '') AS workspace`)).rows).toEqual([
    { workspace: null },
  ])
  expect((await db.pool.query('SELECT * FROM workspace')).rows).toEqual([])
  await expect(inWorkspace(db, "x'; SELECT 1; --", async () => null)).rejects.toThrow('needs the id of a workspace')
})
