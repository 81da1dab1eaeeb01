import { randomUUID } from 'node:crypto'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { leaseErasure } from '@patchbay/db/payload-functions'
import { erasure } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { requestErasure, stopErasure } from './request-erasure.ts'
import { workErasure } from './work-erasure.ts'

const database = useDatabase(testDatabase)
let core: TestCore
beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

/** An erasure whose first batch stands still in the middle, until it is let go. */
async function standing() {
  const { workspaceId, as } = await core.newWorkspace()
  const admin = as('admin')
  const { id } = mustGive(await requestErasure(core.ctx, admin, { kind: 'email', value: 'ada.byron@brindle.example' }))
  const { db } = core.ctx
  const holder = await db.pool.connect()
  await holder.query('BEGIN; LOCK TABLE run IN ACCESS EXCLUSIVE MODE')
  const leaseId = randomUUID()
  const leased = await leaseErasure(db, leaseId, 1)
  if (leased === null) throw new Error('nothing to erase')
  let batches = 1
  const worked = workErasure(db, { ...leased, leaseId, leaseMs: 600 }, () => batches-- > 0)
  worked.catch(() => undefined)
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  await expect.poll(async () => (await db.pool.query(waiting)).rows.length, { timeout: 20_000 }).toBe(1)
  const row = async () => {
    const [one] = await inWorkspace(db, workspaceId, (tx) => tx.select().from(erasure).where(eq(erasure.id, id)))
    return one
  }
  const letGo = async () => {
    await holder.query('COMMIT')
    holder.release()
  }
  const stop = async () => void mustGive(await stopErasure(core.ctx, admin, { id }))
  return { id, workspaceId, worked, row, letGo, stop }
}

test('while a batch takes its time its lease is renewed', async () => {
  const { worked, row, letGo, stop } = await standing()
  const until = async () => (await row())?.leasedUntil?.getTime() ?? 0
  const ends = await until()
  try {
    await expect.poll(until, { timeout: 20_000 }).toBeGreaterThan(ends)
  } finally {
    await letGo()
  }
  expect(await worked).toBe(true)
  expect(await row()).toMatchObject({ leaseId: null, position: { pass: 1 } })
  await stop()
})

test('a worker that has lost an erasure changes nothing and says so', async () => {
  const { id, workspaceId, worked, row, letGo, stop } = await standing()
  const anothers = randomUUID()
  await inWorkspace(core.ctx.db, workspaceId, (tx) =>
    tx.update(erasure).set({ leaseId: anothers }).where(eq(erasure.id, id)),
  )
  await letGo()
  await expect(worked).rejects.toThrow('another one goes on with it')
  expect(await row()).toMatchObject({ leaseId: anothers, position: { pass: 0 }, lastError: null })
  await stop()
})

test('a worker whose erasure was stopped lets go of it', async () => {
  const { worked, row, letGo, stop } = await standing()
  await stop()
  await letGo()
  expect(await worked).toBe(false)
  expect(await row()).toMatchObject({ state: 'stopped', position: { pass: 0 } })
})
