import { randomUUID } from 'node:crypto'
import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { RULES } from '../erasure/rules.ts'

export type Column = { table: string; column: string; type: string; required: boolean; identity: boolean }

/** Of every table, by its name. */
export async function columnsOfTables(db: Database): Promise<Map<string, Column[]>> {
  const found = await db.pool.query<Column>(`
    SELECT c.table_name AS "table", c.column_name AS "column", c.udt_name AS type, c.is_identity = 'YES' AS identity,
           c.is_nullable = 'NO' AND c.column_default IS NULL AS required
    FROM information_schema.columns c WHERE c.table_schema = 'public' ORDER BY c.ordinal_position`)
  return Map.groupBy(found.rows, ({ table }) => table)
}

/** What a vendor tells of somebody: of Ada Byron with her street and telephone, of others with others. */
export const person = (email: string, name: string): Json => ({
  order: { number: 'B-1042', total: 19900, lines: [{ name: 'Mug, 2 dl', sku: 'MUG' }] },
  customer: { email, name, phone: name === 'Ada Byron' ? '+44 20 7946' : '+44 1' },
  ship_to: { contact: email.toUpperCase(), address1: name === 'Ada Byron' ? '1 Marylebone' : '2 Lane' },
})

const PLAIN: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: `'x'`,
  int4: '1',
  int8: '1',
  numeric: '1',
  bool: 'false',
  timestamptz: 'now()',
  jsonb: `'{}'`,
  bytea: `'\\x00'`,
  _text: `'{}'`,
  _uuid: `'{}'`,
}

/** A row that tells of her in every column that a rule names. */
export async function plantPerson(
  db: Database,
  table: string,
  of: { workspaceId: string; columns: Column[]; runId: string; email: string },
): Promise<void> {
  const rule = RULES[table]
  if (rule === undefined) throw new Error(`no rule for ${table}`)
  const told = new Map<string, string>([
    ...(rule.json ?? []).map((column): [string, string] => [column, JSON.stringify(person(of.email, 'Ada Byron'))]),
    ...(rule.words ?? []).map((column): [string, string] => [column, JSON.stringify({ message: `no ${of.email}!` })]),
    ...(rule.text ?? []).map((column): [string, string] => [column, `mail to ${of.email} ${randomUUID()}`]),
  ])
  const used = of.columns.filter(
    ({ column, required, identity }) => !identity && (required || told.has(column) || column === 'workspace_id'),
  )
  const values = used.map(({ column, type }) => {
    if (column === 'workspace_id') return sql`${of.workspaceId}::uuid`
    if (column === 'run_id') return sql`${of.runId}::uuid`
    const text = told.get(column)
    return text === undefined ? sql.raw(PLAIN[type] ?? 'NULL') : sql`${text}::${sql.raw(type)}`
  })
  const names = sql.raw(used.map(({ column }) => `"${column}"`).join(', '))
  await inWorkspace(db, of.workspaceId, (tx) =>
    tx.execute(sql`INSERT INTO ${sql.raw(`"${table}"`)} (${names}) VALUES (${sql.join(values, sql`, `)})`),
  )
}
