import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { leaseDeliveries } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openQueueWorld, orderItem } from '../testing/queue-world.ts'
import { keepLease } from './keep-lease.ts'

const database = useDatabase(testDatabase)
let db: Database

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))

test('while an event is being unpacked its lease is renewed', async () => {
  const world = await openQueueWorld(db)
  const id = await world.arrive(await world.deploy(), [orderItem('1001', 1)])
  const leaseId = newId()
  await leaseDeliveries(db, { leaseId, limit: 1, ttlMs: 1 })
  const until = async () => (await world.deliveryOf(id))?.leasedUntil?.getTime() ?? 0
  const ends = await until()
  const failed: unknown[] = []
  const target = { id, workspaceId: world.workspaceId, leaseId }
  const kept = keepLease(db, target, { ttlMs: 600, onError: (error) => failed.push(error) })
  await expect.poll(until, { timeout: 20_000 }).toBeGreaterThan(ends)
  await kept.stop()
  expect(failed).toEqual([])
})
