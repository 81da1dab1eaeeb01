import { Client } from '@temporalio/client'
import { expect, test } from 'vitest'
import { withClient } from '../postgres/roles.ts'
import { connect } from '../temporal/namespace.ts'
import { createTestDatabase, dropTestDatabase, useDatabase, useTemporal } from './testing.ts'

let migrations = 0
const options = {
  key: 'testing.int.test',
  async migrate(ownerUrl: string) {
    migrations += 1
    await withClient(ownerUrl, async (client) => {
      await client.query('create table note (id uuid primary key default uuidv7(), text text not null)')
      await client.query('alter table note enable row level security')
      await client.query('alter table note force row level security')
      await client.query('grant select, insert on note to patchbay_app')
    })
  },
}
const database = useDatabase(options)
const temporal = useTemporal()

test('each database is a clone of one template, with an app role that row-level security binds', async () => {
  await withClient(database.ownerUrl, (client) => client.query("insert into note (text) values ('hello')"))
  const seenByApp = await withClient(database.appUrl, (client) => client.query('select * from note'))
  expect(seenByApp.rows).toEqual([])

  const other = await createTestDatabase(options)
  const inOther = await withClient(other.ownerUrl, (client) => client.query('select * from note'))
  await dropTestDatabase(other)

  expect(inOther.rows).toEqual([])
  expect(migrations).toBe(1)
})

test('a fresh namespace takes a workflow start at once', async () => {
  const connection = await connect({ address: temporal.address })
  const client = new Client({ connection, namespace: temporal.namespace })
  const handle = await client.workflow.start('nobodyRunsThis', { workflowId: 'probe', taskQueue: 'none' })
  expect((await handle.describe()).status.name).toBe('RUNNING')
  await connection.close()
})
