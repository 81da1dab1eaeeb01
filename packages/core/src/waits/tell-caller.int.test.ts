import { takeLeftCalled } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { cancelRun } from '../runs/cancel-run.ts'
import { type Finished, finishRun, type RunEnd } from '../runs/finish-run.ts'
import { requestCancel } from '../runs/request-cancel.ts'
import { requeueRun } from '../runs/requeue-run.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { mustGive } from '../testing/result-of.ts'
import { callFlow } from './call-flow.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let world: QueueWorld
let owner: Principal

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
beforeEach(async () => {
  world = await openQueueWorld(core.ctx.db)
  owner = { kind: 'user', userId: newId(), name: 'Ola', workspaceId: world.workspaceId, role: 'owner' }
})

const CANCELLED: RunEnd = {
  state: 'cancelled',
  reasonCode: 'cancelled',
  reason: null,
  failedStepId: null,
  skipped: [],
}

/** Both at work: a run, and the one that it has called and waits for. */
async function openPair(): Promise<{ caller: string; called: string }> {
  const shop = await world.deploy()
  const callee = await world.deploy(null, { type: 'call', input: [], output: [] }, 'Label')
  await world.arrive(shop, [orderItem('1001', 1)])
  await world.expandAll()
  const [caller = ''] = await world.start()
  const made = await callFlow(
    core.ctx.db,
    { workspaceId: world.workspaceId, runId: caller, epoch: 1 },
    {
      place: { node: 1, stepId: 'label', iteration: '' },
      flowId: callee.flowId,
      versionId: null,
      waits: true,
      input: {},
      subject: null,
      keyOf: async () => null,
    },
  )
  if (!made.ok) throw new Error(JSON.stringify(made.problem))
  expect(await world.start()).toEqual([made.runId])
  return { caller, called: made.runId }
}

/** As its workflow would end it, or whoever finds that it has none. */
async function end(runId: string): Promise<Finished> {
  const epoch = (await world.rowOf(runId))?.epoch ?? 0
  return finishRun(core.ctx.db, { workspaceId: world.workspaceId, runId, epoch }, CANCELLED)
}
const UNWINDING = { ended: false, next: 'unwinding' }
const undoes = { state: 'queued', cancelRequestedAt: null, unwindingAt: expect.any(Date), finishedAt: null }

describe('a run that is called and waited for', () => {
  test('goes on undoing when its caller, cancelled with the same wish, is through first', async () => {
    const { caller, called } = await openPair()
    mustGive(await cancelRun(core.ctx, owner, { runId: caller, undo: true }))
    expect([await end(caller), await end(called)]).toEqual([UNWINDING, UNWINDING])
    const epoch = (await world.rowOf(called))?.epoch
    expect(await end(caller)).toMatchObject({ ended: true, state: 'cancelled' })
    expect(await world.rowOf(called)).toMatchObject({ ...undoes, epoch })
    expect(await end(called)).toMatchObject({ ended: true, state: 'cancelled' })
  })

  test('goes on undoing when its caller is cancelled without that wish', async () => {
    const { caller, called } = await openPair()
    mustGive(await cancelRun(core.ctx, owner, { runId: called, undo: true }))
    expect(await end(called)).toEqual(UNWINDING)
    mustGive(await cancelRun(core.ctx, owner, { runId: caller }))
    expect(await end(caller)).toMatchObject({ ended: true, state: 'cancelled' })
    expect(await world.rowOf(called)).toMatchObject(undoes)
    mustGive(await cancelRun(core.ctx, owner, { runId: called }))
    expect(await world.rowOf(called)).toMatchObject({ cancelRequestedBy: 'Ola' })
  })

  test('is asked to undo though whoever cancelled its caller died before telling it', async () => {
    const { caller, called } = await openPair()
    await world.inside((tx) => requestCancel(tx, { runId: caller, by: 'Ola', undo: true }))
    expect(await end(caller)).toEqual(UNWINDING)
    expect(await world.rowOf(called)).toMatchObject({ epoch: 2, cancelUndoes: true })
    expect(await end(called)).toEqual(UNWINDING)
  })

  test('is asked later when it wrote something at that moment, unless a person has begun it anew since', async () => {
    for (const undo of [false, true]) {
      const { caller, called } = await openPair()
      await world.inside((tx) => requestCancel(tx, { runId: caller, by: 'Ola', undo }))
      await world.inside(async (tx) => {
        await tx.execute(sql`UPDATE run SET progress_at = now() WHERE id = ${called}`)
        await end(caller)
      })
      expect(await world.rowOf(called)).toMatchObject({ epoch: 1, cancelRequestedAt: null })
      expect(await takeLeftCalled(core.ctx.db, 50)).toEqual([{ id: called, workspaceId: world.workspaceId, epoch: 2 }])
      expect(await world.rowOf(called)).toMatchObject({
        cancelUndoes: undo,
        cancelRequestedBy: 'the run that called it',
      })
      expect(await takeLeftCalled(core.ctx.db, 50)).toEqual([])
      await end(called)
      if (undo) await end(called)
      await world.inside((tx) => requeueRun(tx, { id: called, epoch: 2 }, { newRound: true }))
      expect(await takeLeftCalled(core.ctx.db, 50)).toEqual([])
      await world.finish(called)
    }
  })

  test('is left alone while its caller goes on', async () => {
    const { caller, called } = await openPair()
    expect(await takeLeftCalled(core.ctx.db, 50)).toEqual([])
    await world.inside((tx) => tx.update(run).set({ state: 'waiting' }).where(eq(run.id, caller)))
    await world.finish(called)
    await world.finish(caller, 'cancelled')
    expect(await takeLeftCalled(core.ctx.db, 50)).toEqual([])
  })
})
