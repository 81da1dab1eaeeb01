import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashFolder, useDatabase } from '@patchbay/local-stack/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { MIGRATIONS_FOLDER, migrate } from './migrate.ts'

const LAST_BEFORE = 48

const database = useDatabase({ migrate: migrateUpTo, key: `${hashFolder(MIGRATIONS_FOLDER)} up to ${LAST_BEFORE}` })

async function migrateUpTo(ownerUrl: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-migrations-'))
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true })
  const path = join(folder, 'meta', '_journal.json')
  const journal: { entries: { idx: number }[] } = JSON.parse(readFileSync(path, 'utf8'))
  const entries = journal.entries.filter(({ idx }) => idx <= LAST_BEFORE)
  writeFileSync(path, JSON.stringify({ ...journal, entries }))
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await applyMigrations(drizzle({ client }), { migrationsFolder: folder })
  } finally {
    await client.end()
    rmSync(folder, { recursive: true })
  }
}

test('a schedule from before has no earlier times, whether the engine was told of it or not', async () => {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  const [told, untold] = [newId(), newId()]
  try {
    await client.query('SET ROLE patchbay_system')
    for (const [id, applied] of [
      [told, 1],
      [untold, 0],
    ] as const) {
      await client.query(
        `INSERT INTO flow_trigger (id, workspace_id, flow_id, step_id, version_id, config, topics, active, applied_generation, updated_at)
         VALUES ($1, $2, $3, 'start', $4, '{"type": "schedule", "catchUpWindowMs": 31536000000}', '{}', true, $5, now() - interval '30 days')`,
        [id, newId(), newId(), newId(), applied],
      )
    }
    const { rows: migrated } = await client.query<{ at: Date }>('SELECT clock_timestamp() AS at')
    await migrate(database.ownerUrl)
    const listed = async () =>
      (await client.query<{ id: string; since: Date }>('SELECT id, earlier_until AS since FROM list_earlier_times()'))
        .rows
    // As on the first start after it: all are told, one of them once more.
    for (const id of [told, untold])
      await client.query(`SELECT mark_schedule_applied($1, 1, now() + interval '1 minute')`, [id])
    const [left, ...more] = await listed()
    expect([left?.id, more]).toEqual([untold, []])
    expect(left?.since.getTime()).toBeGreaterThanOrEqual(migrated[0]?.at.getTime() ?? Number.POSITIVE_INFINITY)
  } finally {
    await client.end()
  }
})
