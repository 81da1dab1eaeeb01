import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { type RunSeed, seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { takeOverRun } from './take-over-run.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let flowId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  flowId = mustGive(await listFlows(core.ctx, owner))[0]?.id ?? ''
})
afterAll(() => core.close())

const seed = async (state: RunSeed['state']) => {
  const { runId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, ...(state ? { state } : {}) })
  return { workspaceId: owner.workspaceId, runId, epoch: 1 }
}

const read = (runId: string) =>
  inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select({ state: run.state, epoch: run.epoch }).from(run).where(eq(run.id, runId)),
  )

test('an open run goes on at the next epoch, once', async () => {
  const target = await seed('running')
  expect(await takeOverRun(core.ctx.db, target)).toBe(true)
  expect(await takeOverRun(core.ctx.db, target)).toBe(false)
  expect(await read(target.runId)).toEqual([{ state: 'queued', epoch: 2 }])
})

test('a run that has ended meanwhile is left in peace', async () => {
  const target = await seed('cancelled')
  expect(await takeOverRun(core.ctx.db, target)).toBe(false)
  expect(await read(target.runId)).toEqual([{ state: 'cancelled', epoch: 1 }])
})

test('a run that is being cancelled is left to its cancel', async () => {
  const target = await seed('running')
  await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.update(run).set({ cancelRequestedAt: sql`now()` }).where(eq(run.id, target.runId)),
  )
  expect(await takeOverRun(core.ctx.db, target)).toBe(false)
})

test('a run that nothing comes of for an hour, however often it is taken over, ends and says so', async () => {
  const target = await seed('running')
  expect(await takeOverRun(core.ctx.db, target)).toBe(true)
  await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx
      .update(run)
      .set({ state: 'running', failingSince: sql`failing_since - interval '61 min'` })
      .where(eq(run.id, target.runId)),
  )
  expect(await takeOverRun(core.ctx.db, { ...target, epoch: 2 })).toBe(true)
  expect(await read(target.runId)).toEqual([{ state: 'failed', epoch: 3 }])
})
