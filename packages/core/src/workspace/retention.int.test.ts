import { purgeExpired } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, eventKey, payload, run, sample, stepLog, stepRun, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from './create-workspace.ts'
import { getStoredData } from './get-stored-data.ts'

const database = useDatabase(testDatabase)
const DAY_MS = 24 * 60 * 60 * 1000
let core: TestCore

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

async function openWorkspace(keep: Partial<typeof workspace.$inferInsert>) {
  const { workspaceId, as } = await core.newWorkspace()
  const owner: Principal = as('owner')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle', timeZone: 'UTC', owner }, sandbox))
  await inWorkspace(core.ctx.db, workspaceId, async (tx) => {
    if (Object.keys(keep).length > 0) await tx.update(workspace).set(keep).where(eq(workspace.id, workspaceId))
  })
  const [flow] = mustGive(await listFlows(core.ctx, owner))
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)
  const ended = async (state: 'succeeded' | 'failed' | 'running', days: number) => {
    const seeded = await seedRun(core.ctx, {
      workspaceId,
      flowId: flow?.id ?? '',
      state,
      subject: `${state} ${days}`,
      acceptedAt: daysAgo(days),
      item: { order: days },
      steps: [
        { stepId: 'call', kind: 'action', state: 'succeeded', input: { a: 1 }, output: { b: 2 }, log: ['called'] },
      ],
    })
    await inWorkspace(core.ctx.db, workspaceId, (tx) =>
      tx
        .update(delivery)
        .set({ receivedAt: daysAgo(days) })
        .where(eq(delivery.id, seeded.deliveryId)),
    )
  }
  const left = () =>
    inWorkspace(core.ctx.db, workspaceId, async (tx) => ({
      runs: (await tx.select({ subject: run.subject }).from(run)).map(({ subject }) => subject).sort(),
      forgotten: (await tx.select({ subject: run.subject, forgotten: run.forgotten }).from(run))
        .flatMap(({ subject, forgotten }) => (forgotten === null ? [] : [`${subject}: ${forgotten}`]))
        .sort(),
      steps: (await tx.select({ id: stepRun.id }).from(stepRun)).length,
      log: (await tx.select({ id: stepLog.id }).from(stepLog)).length,
      deliveries: (await tx.select({ id: delivery.id }).from(delivery)).length,
      payloads: (await tx.select({ id: payload.id }).from(payload)).length,
    }))
  return { workspaceId, flowId: flow?.id ?? '', ended, left }
}

async function purge(): Promise<void> {
  while ((await purgeExpired(core.ctx.db, { runDays: 90, keyDays: 180, batch: 50 })) > 0);
}

test('a workspace keeps what succeeded as long as it says, and the rest as long as the installation does', async () => {
  const short = await openWorkspace({ keepSucceededDays: 7 })
  const plain = await openWorkspace({})
  for (const { ended } of [short, plain]) {
    await ended('succeeded', 3)
    await ended('succeeded', 30)
    await ended('failed', 30)
    await ended('failed', 120)
    await ended('running', 200)
  }
  const before = (await short.left()).payloads
  await purge()
  expect((await short.left()).runs).toEqual(['failed 30', 'running 200', 'succeeded 3'])
  expect((await short.left()).payloads).toBeLessThan(before)
  expect((await plain.left()).runs).toEqual(['failed 30', 'running 200', 'succeeded 3', 'succeeded 30'])
})

test('a wish for more than the installation keeps is no way around it', async () => {
  const long = await openWorkspace({ keepSucceededDays: 3_000, keepFailedDays: 1 })
  await long.ended('succeeded', 120)
  await long.ended('failed', 2)
  await purge()
  expect((await long.left()).runs).toEqual([])
})

test('what was said goes before that it was said, and the lists stay longest', async () => {
  const office = await openWorkspace({
    keepPayloadDays: 5,
    keepSucceededDays: 10,
    keepFailedDays: 20,
    keepMetadataDays: 60,
  })
  for (const days of [2, 7, 15, 30, 70]) {
    await office.ended('succeeded', days)
    await office.ended('failed', days)
  }
  await office.ended('running', 80)
  await purge()
  const left = await office.left()
  expect(left.runs).toHaveLength(9)
  expect(left.forgotten).toEqual([
    'failed 15: data',
    'failed 30: steps',
    'failed 7: data',
    'succeeded 15: steps',
    'succeeded 30: steps',
    'succeeded 7: data',
  ])
  // Of those that are whole: two of two days ago and the open one.
  expect(left).toMatchObject({ steps: 6, log: 3, deliveries: 9, payloads: 3 * 4 })
})

test('samples go with what was said unless they are pinned, and keys of events when the workspace says', async () => {
  const { workspaceId, flowId } = await openWorkspace({ keepPayloadDays: 5, keepKeyDays: 10 })
  const old = new Date(Date.now() - 12 * DAY_MS)
  const one = { workspaceId, flowId, item: {}, outputs: {}, occurredAt: old, createdBy: 'Tamsin', createdAt: old }
  await inWorkspace(core.ctx.db, workspaceId, async (tx) => {
    await tx.insert(sample).values([
      { ...one, name: 'plain' },
      { ...one, name: 'pinned', pinned: true },
      { ...one, name: 'new', createdAt: new Date() },
    ])
    const key = { workspaceId, scope: flowId, kind: 'item' as const, deliveryId: flowId }
    await tx.insert(eventKey).values([
      { ...key, key: Buffer.from('old'), createdAt: old },
      { ...key, key: Buffer.from('new') },
    ])
  })
  await purge()
  const left = await inWorkspace(core.ctx.db, workspaceId, async (tx) => ({
    samples: (await tx.select({ name: sample.name }).from(sample)).map(({ name }) => name).sort(),
    keys: (await tx.select({ key: eventKey.key }).from(eventKey)).map(({ key }) => key.toString()),
  }))
  expect(left).toEqual({ samples: ['new', 'pinned'], keys: ['new'] })
})

test('a value that nothing refers to any more goes with the oldest runs', async () => {
  const { workspaceId } = await openWorkspace({})
  const row = { workspaceId, kind: 'output' as const, json: { left: 'behind' }, bytes: 17 }
  const ids = await inWorkspace(core.ctx.db, workspaceId, (tx) =>
    tx
      .insert(payload)
      .values([{ ...row, createdAt: new Date(Date.now() - 100 * DAY_MS) }, row])
      .returning({ id: payload.id }),
  )
  await purge()
  const left = await inWorkspace(core.ctx.db, workspaceId, (tx) => tx.select({ id: payload.id }).from(payload))
  expect(left).toEqual([ids[1]])
})

test('figures say how much there is now', async () => {
  const { workspaceId, ended } = await openWorkspace({})
  await ended('succeeded', 3)
  await ended('running', 1)
  const viewer: Principal = { kind: 'user', userId: workspaceId, name: 'V', workspaceId, role: 'viewer' }
  expect(mustGive(await getStoredData(core.ctx, viewer))).toMatchObject({
    payloads: { rows: 8, bytes: expect.any(Number) },
    succeeded: { rows: 1, oldestAt: expect.any(Date) },
    open: 1,
    deliveries: { rows: 2 },
  })
})
