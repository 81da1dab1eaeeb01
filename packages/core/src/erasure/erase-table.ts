import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { storedJson, storedText } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { type SQL, sql } from 'drizzle-orm'
import { closeRuns } from './closed-runs.ts'
import { eraseJson } from './erase-json.ts'
import { eraseWords } from './erase-words.ts'
import { type Batch, type ErasureJob, saveProgress, WINDOW } from './erasure-job.ts'
import { mayName } from './may-name.ts'
import { type Person, patternOf, withoutPerson } from './person.ts'
import { RULES, type TableRule } from './rules.ts'

type Row = Record<string, unknown> & { run: string | null; open: boolean; early: boolean }
type Change = { row: Row; set: SQL[] }

/**
 * One batch of one table: looks through a window of its rows in key order, takes the person out of those that tell of them,
 * and writes down how far it came, in one transaction.
 */
export async function eraseTable(job: ErasureJob, table: string, rule: TableRule): Promise<Batch> {
  return inWorkspace(job.db, job.workspaceId, async (tx) => {
    const end = await windowEnd(tx, job, { table, rule })
    const rows = await selectRows(tx, job, { table, rule, end })
    const changes = rows.flatMap((row) => changeOf(row, rule, job.person))
    const named = changes.flatMap(({ row }) => (row.run === null ? [] : [row.run]))
    const runs = await closeRuns(tx, job, named)
    const free = changes.filter(({ row }) => !row.open && (row.run === null || runs.closed.has(row.run)))
    if (!job.dry) for (const change of free) await update(tx, { table, rule, change })
    const atWork =
      rule.key[0]?.[1] === 'uuid'
        ? changes.flatMap(({ row }) => (row.open && row.early ? [String(row['id'])] : []))
        : []
    const counts = { [table]: job.dry ? changes.length : free.length }
    const batch: Batch = { counts, openRuns: [...runs.open, ...atWork], after: end }
    await saveProgress(tx, job, batch)
    return batch
  })
}

const columnsOf = ({ json = [], words = [], text = [] }: TableRule): string[] => [...json, ...words, ...text]
const name = (column: string): SQL => sql.raw(`t."${column}"`)
const keyOf = ({ key }: TableRule): SQL => sql.raw(`(${key.map(([column]) => `t."${column}"`).join(', ')})`)

function afterKey(rule: TableRule, position: string | null, compare: '>' | '<='): SQL {
  if (position === null) return sql`true`
  const values: unknown = JSON.parse(position)
  const parts = Array.isArray(values) ? values : []
  const typed = rule.key.map(([, type], index) => sql`${String(parts[index])}::${sql.raw(type)}`)
  return sql`${keyOf(rule)} ${sql.raw(compare)} (${sql.join(typed, sql`, `)})`
}

type Of = { table: string; rule: TableRule }

/** The last key of this window; null when it reaches the end of the table. */
async function windowEnd(tx: Queries, job: ErasureJob, { table, rule }: Of): Promise<string | null> {
  const key = sql.raw(`json_build_array(${rule.key.map(([column]) => `t."${column}"::text`).join(', ')})::text`)
  const found = await tx.execute<{ key: string }>(sql`
    SELECT ${key} AS key FROM ${sql.raw(`"${table}"`)} t
    WHERE t.workspace_id = ${job.workspaceId}::uuid AND ${afterKey(rule, job.position.after, '>')}
    ORDER BY ${sql.raw(rule.key.map(([column]) => `t."${column}"`).join(', '))} OFFSET ${WINDOW - 1} LIMIT 1`)
  return found.rows[0]?.key ?? null
}

async function selectRows(tx: Queries, job: ErasureJob, of: Of & { end: string | null }): Promise<Row[]> {
  const { table, rule, end } = of
  const columns = columnsOf(rule)
  const run = rule.run === undefined ? sql`NULL::uuid` : name(rule.run)
  const shown = [...rule.key.map(([column]) => sql`${name(column)}::text AS ${sql.raw(`"${column}"`)}`)]
  const keys = new Set(rule.key.map(([column]) => column))
  for (const column of columns) if (!keys.has(column)) shown.push(name(column))
  const result = await tx.execute<Row>(sql`
    SELECT ${sql.join(shown, sql`, `)}, ${run} AS run, ${rule.open === undefined ? sql`false` : sql.raw(`(${rule.open})`)} AS open,
      ${rule.since === undefined ? sql`true` : sql`${name(rule.since)} <= ${job.until.toISOString()}::timestamptz`} AS early
    FROM ${sql.raw(`"${table}"`)} t
    WHERE t.workspace_id = ${job.workspaceId}::uuid AND ${afterKey(rule, job.position.after, '>')} AND ${afterKey(rule, end, '<=')}
      AND (${sql.join(
        columns.map((column) => mayName(sql`${name(column)}::text`, job.person)),
        sql` OR `,
      )})
    ORDER BY ${sql.raw(rule.key.map(([column]) => `t."${column}"`).join(', '))} ${job.dry ? sql`` : sql`FOR UPDATE OF t`}`)
  return result.rows
}

/** The rows of one run, whatever they say: for what else that run told of the person. `dry`: only counts. */
export async function eraseRowsOfRun(
  tx: Queries,
  of: { workspaceId: string; runId: string; person: Person; dry: boolean },
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [table, rule] of Object.entries(RULES)) {
    if (rule.run === undefined) continue
    const keys = rule.key.map(([column]) => sql`${name(column)}::text AS ${sql.raw(`"${column}"`)}`)
    const own = new Set(rule.key.map(([column]) => column))
    const shown = [...keys, ...columnsOf(rule).flatMap((column) => (own.has(column) ? [] : [name(column)]))]
    const found = await tx.execute<Row>(sql`
      SELECT ${sql.join(shown, sql`, `)}, NULL AS run, false AS open, true AS early FROM ${sql.raw(`"${table}"`)} t
      WHERE t.workspace_id = ${of.workspaceId}::uuid AND ${name(rule.run)} = ${of.runId}::uuid ${of.dry ? sql`` : sql`FOR UPDATE OF t`}`)
    const changes = found.rows.flatMap((row) => changeOf(row, rule, of.person))
    if (!of.dry) for (const change of changes) await update(tx, { table, rule, change })
    if (changes.length > 0) counts[table] = changes.length
  }
  return counts
}

/** What to set in a row; nothing where a longer name only looked like the person's. */
function changeOf(row: Row, rule: TableRule, person: Person): Change[] {
  const pattern = patternOf(person)
  const set: SQL[] = []
  const put = (column: string, value: SQL) => set.push(sql`${sql.raw(`"${column}"`)} = ${value}`)
  for (const column of rule.json ?? []) {
    const erased = eraseJson(toJson(row[column]), person)
    if (erased !== null) put(column, sql`${storedJson(erased.value)}::jsonb`)
  }
  for (const column of rule.words ?? []) {
    const erased = eraseWords(toJson(row[column]), person)
    if (erased !== null) put(column, sql`${storedJson(erased)}::jsonb`)
  }
  for (const column of rule.text ?? []) {
    const value = row[column]
    if (typeof value !== 'string') continue
    const erased = withoutPerson(pattern, value)
    if (erased !== value) put(column, sql`${storedText(erased)}`)
  }
  return set.length === 0 ? [] : [{ row, set }]
}

const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))

async function update(tx: Queries, { table, rule, change }: Of & { change: Change }): Promise<void> {
  const where = rule.key.map(
    ([column, type]) => sql`t."${sql.raw(column)}" = ${String(change.row[column])}::${sql.raw(type)}`,
  )
  await tx.execute(
    sql`UPDATE ${sql.raw(`"${table}"`)} t SET ${sql.join(change.set, sql`, `)} WHERE ${sql.join(where, sql` AND `)}`,
  )
}
