import { randomUUID } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { leaseErasure } from '@patchbay/db/payload-functions'
import { erasure, gather, gatherItem, payload } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { person } from '../testing/plant-person.ts'
import { mustGive } from '../testing/result-of.ts'
import { confirmErasure, requestErasure } from './request-erasure.ts'
import { workErasure } from './work-erasure.ts'

const database = useDatabase(testDatabase)
const EMAIL = 'ada.byron@brindle.example'
let core: TestCore
let workspaceId: string
let admin: Principal

beforeAll(async () => {
  core = openCore(database.appUrl)
  const made = await core.newWorkspace()
  workspaceId = made.workspaceId
  admin = made.as('admin')
})
afterAll(() => core.close())

const inTx = <T>(work: (tx: Queries) => Promise<T>) => inWorkspace(core.ctx.db, workspaceId, work)

/** An event that waits for others. */
async function gatherOne(at: Date): Promise<string> {
  const [gatherId, payloadId] = [newId(), newId()]
  await inTx(async (tx) => {
    const of = { workspaceId, triggerId: newId(), versionId: newId(), kind: 'batch' as const, key: EMAIL }
    await tx.insert(gather).values({ id: gatherId, ...of, firstAt: at, lastAt: at, dueAt: at, items: 1 })
    const json = person(EMAIL, 'Ada Byron')
    await tx.insert(payload).values({ id: payloadId, workspaceId, kind: 'item', json, bytes: 200 })
    const item = { workspaceId, gatherId, deliveryId: newId(), itemIndex: 0, receivedAt: at, payloadId }
    await tx.insert(gatherItem).values({ ...item, subject: `Order of ${EMAIL}`, searchText: EMAIL })
  })
  return gatherId
}

/** Works off what is due; how often it went on with a batch of rows. */
async function work(): Promise<number> {
  let batches = 0
  await inTx((tx) => tx.update(erasure).set({ dueAt: sql`now()` }))
  for (;;) {
    const leaseId = randomUUID()
    const leased = await leaseErasure(core.ctx.db, leaseId, 60_000)
    if (leased === null) return batches
    await workErasure(core.ctx.db, { ...leased, leaseId }, () => {
      batches += 1
      return true
    })
  }
}

const told = async () =>
  (await inTx((tx) => tx.select().from(gatherItem))).filter(({ subject }) => subject?.includes(EMAIL)).length
const said = async () =>
  (await inTx((tx) => tx.select().from(payload))).filter(({ json }) => JSON.stringify(json).includes(EMAIL)).length

test('an erasure waits for an open gather without looking through anything, and not for one that began later', async () => {
  const gatherId = await gatherOne(new Date())
  mustGive(await requestErasure(core.ctx, admin, { kind: 'email', value: EMAIL }))
  await work()
  const [{ id = '' } = {}] = await inTx((tx) => tx.select().from(erasure))
  mustGive(await confirmErasure(core.ctx, admin, { id }))
  expect(await work()).toBeGreaterThan(1)
  const stateOf = async () => (await inTx((tx) => tx.select().from(erasure)))[0]?.state
  expect(await stateOf()).toBe('waiting')
  await gatherOne(new Date(Date.now() + 1_000))
  for (let minute = 0; minute < 3; minute++) {
    expect(await work()).toBe(0)
    expect(await stateOf()).toBe('waiting')
  }
  expect([await told(), await said()]).toEqual([2, 2])
  await inTx((tx) => tx.update(gather).set({ state: 'closed' }).where(eq(gather.id, gatherId)))
  await work()
  expect([await stateOf(), await told(), await said()]).toEqual(['done', 1, 1])
})
