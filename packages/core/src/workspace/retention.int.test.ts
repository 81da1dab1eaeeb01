import { purgeExpired } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, payload, run, workspace } from '@patchbay/db/schema'
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

const database = useDatabase(testDatabase)
const DAY_MS = 24 * 60 * 60 * 1000
let core: TestCore

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())

async function openWorkspace(keep: { keepSucceededDays?: number; keepFailedDays?: number }) {
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
      payloads: (await tx.select({ id: payload.id }).from(payload)).length,
    }))
  return { ended, left }
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
