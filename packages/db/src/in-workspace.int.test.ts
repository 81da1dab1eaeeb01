import { useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeDatabase, type Database, openDatabase } from './database.ts'
import { newId } from './ids.ts'
import { inWorkspace, statementsInWorkspace } from './in-workspace.ts'
import { workspace } from './schema/index.ts'
import { isAway } from './store-error.ts'
import { testDatabase } from './testing.ts'

const database = useDatabase(testDatabase)
let db: Database

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))

test('a connection that is lost within a transaction is an error of that call, and the process goes on', async () => {
  const lost = inWorkspace(db, newId(), async (tx) => {
    const own = await tx.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)
    await inWorkspace(db, newId(), (other) => other.execute(sql`SELECT pg_terminate_backend(${own.rows[0]?.pid})`))
    return tx.execute(sql`SELECT 1`)
  })
  await expect(lost).rejects.toSatisfy(isAway)
  await expect(inWorkspace(db, newId(), (tx) => tx.execute(sql`SELECT 1 AS one`))).resolves.toMatchObject({
    rowCount: 1,
  })
})

test('an error of a query tells neither its text nor its parameters', async () => {
  const id = newId()
  const refused = inWorkspace(db, id, (tx) => tx.insert(workspace).values({ id: newId(), name: 'a customer’s name' }))
  const error: unknown = await refused.catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'StoreError', code: '42501' })
  expect(error).not.toSatisfy(isAway)
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/customer|insert into/i)
})

test('statements that go out together take effect together: all of them, or none', async () => {
  const id = newId()
  const named = (name: string) => sql`UPDATE workspace SET name = ${name} WHERE id = ${id} RETURNING name`
  const nameNow = async () => (await statementsInWorkspace(db, id, [sql`SELECT name FROM workspace`]))[0]
  await statementsInWorkspace(db, id, [sql`INSERT INTO workspace (id, name) VALUES (${id}, 'before')`])
  const both = await statementsInWorkspace(db, id, [named('one'), named('two')], { durable: false })
  expect(both).toEqual([[{ name: 'one' }], [{ name: 'two' }]])
  const refused = statementsInWorkspace(db, id, [named('three'), sql`SELECT 1 / 0`, named('four')])
  await expect(refused).rejects.toMatchObject({ name: 'StoreError', code: '22012' })
  expect(await nameNow()).toEqual([{ name: 'two' }])
  expect(await statementsInWorkspace(db, newId(), [sql`SELECT name FROM workspace`])).toEqual([[]])
})
