import { getBulkJob } from '@patchbay/core/bulk/list-bulk-jobs'
import { startBulkJob } from '@patchbay/core/bulk/start-bulk-job'
import { stopBulkJob } from '@patchbay/core/bulk/stop-bulk-job'
import { type BulkWork, workBulkJob } from '@patchbay/core/bulk/work-bulk-job'
import { getReason } from '@patchbay/core/problems/get-reason'
import { previewEdit } from '@patchbay/core/problems/preview-edit'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { mustGive, mustRefuse } from '@patchbay/core/testing/result-of'
import { bulkItem, run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createInputResolver } from './activities/bulk/create-input-resolver.ts'
import { ended, until } from './testing/observe.ts'
import { constant, planOf } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let desk: Desk
let work: BulkWork

beforeAll(async () => {
  desk = await openDesk({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  work = { ...desk.ctx, resolveInput: createInputResolver(desk.world.deps) }
}, 60_000)
afterAll(() => desk?.close())
beforeEach(() => desk.clear())

describe('many runs at once', () => {
  const stop = async (count: number) => {
    const plan = planOf([desk.sendsPhone('call')])
    const runs: string[] = []
    let flowId = ''
    for (let number = 0; number < count; number++) {
      desk.world.vendor.next.push({ kind: 'status', status: 422 })
      const { runId } = await desk.world.start(plan, { phone: `${number} ext. 1` })
      // They are of one flow.
      const own = (await until(desk.world, runId, () => true)).run
      flowId ||= own.flowId
      await desk.inside((tx) => tx.update(run).set({ flowId }).where(eq(run.id, runId)))
      await desk.world.dispatch()
      await until(desk.world, runId, ended)
      runs.push(runId)
    }
    const [reason] = (await desk.reasons()).reasons
    return { runs, cause: reason?.cause ?? '', reason }
  }
  /** Runs of one flow that wait for a person. */
  const hold = async (plan: Plan, count: number) => {
    let flowId = ''
    for (let number = 0; number < count; number++) {
      desk.world.vendor.next.push({ kind: 'status', status: 422 })
      const { runId } = await desk.world.start(plan)
      const own = (await until(desk.world, runId, () => true)).run
      flowId ||= own.flowId
      await desk.inside((tx) => tx.update(run).set({ flowId }).where(eq(run.id, runId)))
      await desk.world.dispatch()
      await until(desk.world, runId, ({ run: { state } }) => state === 'needs_attention')
    }
    return { cause: (await desk.reasons()).reasons[0]?.cause ?? '' }
  }
  /** Turns of the job, with the dispatcher, until it is over. */
  const workOff = (id: string) =>
    vi.waitFor(
      async () => {
        await workBulkJob(work, { id, workspaceId: desk.world.workspaceId })
        await desk.world.dispatch()
        const job = mustGive(await getBulkJob(desk.ctx, desk.operator, { id }))
        expect(job.state).toBe('done')
        return job
      },
      { timeout: 20_000, interval: 50 },
    )

  test('one edit of a field is shown for each run, then sent for each, a few at a time', async () => {
    const { runs, cause, reason } = await stop(4)
    expect(reason).toMatchObject({ runs: 4 })
    const opened = mustGive(await getReason(desk.ctx, desk.operator, { cause, state: 'open' }))
    expect(opened.runs.map(({ sent }) => sent)).toContainEqual({ text: '0 ext. 1' })
    expect(opened.effects).toMatchObject({ again: { name: 'call', effect: 'create' }, kept: [], follows: [] })
    const shown = mustGive(await previewEdit(desk.ctx, desk.editor, { cause, fields: { text: constant('same') } }))
    expect(Object.values(shown)).toEqual(Array.from({ length: 4 }, () => ({ input: { text: 'same' }, error: null })))
    const started = mustGive(
      await startBulkJob(desk.ctx, desk.editor, {
        action: 'edit',
        params: { fields: { text: constant('same') } },
        target: { kind: 'problems', cause },
        atOnce: 2,
      }),
    )
    expect(started.total).toBe(4)
    const first = await workBulkJob(work, { id: started.id, workspaceId: desk.world.workspaceId })
    expect(first).toMatchObject({ applied: 2, refused: 0, over: false })
    const job = await workOff(started.id)
    expect(job.counts).toMatchObject({ succeeded: 4, failed: 0, refused: 0, queued: 0 })
    for (const runId of runs) expect(await desk.problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'edited' }])
  })

  test('runs that were held go on a few at a time, too, and the job is over once their calls are', async () => {
    const asks = { mode: 'activity' as const, timeoutMs: 20_000 }
    const policy = { maxAttempts: 1, initialDelayMs: 1, backoff: 1, maxDelayMs: 1, retryOn: [], timeoutMs: 20_000 }
    const plan = planOf([desk.write('first', { control: asks, work: { policy, ifFails: { kind: 'ask' } } })])
    const { cause } = await hold(plan, 3)
    const { next, requests } = desk.world.vendor
    const [two, one] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    for (const gate of [two, two, one]) next.push({ kind: 'hold', until: gate.promise })
    const before = requests.length
    const asked = (count: number) => vi.waitFor(() => expect(requests.length - before).toBe(count), { timeout: 20_000 })
    const target = { kind: 'problems', cause } as const
    const { id } = mustGive(
      await startBulkJob(desk.ctx, desk.operator, { action: 'retry', params: {}, target, atOnce: 2 }),
    )
    const turn = () => workBulkJob(work, { id, workspaceId: desk.world.workspaceId })
    expect(await turn()).toEqual({ applied: 2, refused: 0, over: false })
    await asked(2)
    expect(await turn()).toEqual({ applied: 0, refused: 0, over: false })
    expect(mustGive(await getBulkJob(desk.ctx, desk.operator, { id })).counts).toMatchObject({ underWay: 2, queued: 1 })
    two.resolve()
    await vi.waitFor(async () => expect(await turn()).toMatchObject({ applied: 1, over: false }), { timeout: 20_000 })
    await asked(3)
    expect(await turn()).toEqual({ applied: 0, refused: 0, over: false })
    one.resolve()
    expect((await workOff(id)).counts).toMatchObject({ succeeded: 3, held: 0 })
  })

  test('each item is done once, however many workers there are and whatever they die of', async () => {
    const { runs, cause } = await stop(3)
    const before = desk.world.vendor.effects.length
    const { id } = mustGive(
      await startBulkJob(desk.ctx, desk.operator, {
        action: 'retry',
        params: {},
        target: { kind: 'problems', cause },
        atOnce: 5,
      }),
    )
    const at = { id, workspaceId: desk.world.workspaceId }
    // A worker that took them all and died: its items are free again once its time is over.
    await desk.inside((tx) =>
      tx
        .update(bulkItem)
        .set({ state: 'taken', takenUntil: sql`now() - interval '1 s'` })
        .where(eq(bulkItem.jobId, id)),
    )
    const turns = await Promise.all([workBulkJob(work, at), workBulkJob(work, at), workBulkJob(work, at)])
    expect(turns.reduce((sum, turn) => sum + turn.applied, 0)).toBe(3)
    const job = await workOff(id)
    expect(job.counts).toMatchObject({ succeeded: 3 })
    expect(desk.world.vendor.effects.length - before).toBe(3)
    for (const runId of runs) expect((await until(desk.world, runId, ended)).run.epoch).toBe(2)
  })

  test('what fails time and again is given up, and told', async () => {
    const { cause } = await stop(1)
    const target = { kind: 'problems', cause } as const
    const order = { action: 'edit', params: { fields: { text: constant('same') } }, target } as const
    const { id } = mustGive(await startBulkJob(desk.ctx, desk.editor, order))
    const at = { id, workspaceId: desk.world.workspaceId }
    const broken: BulkWork = {
      ...work,
      resolveInput: async () => {
        throw new Error('planted')
      },
    }
    for (let tries = 1; tries < 5; tries += 1) {
      await expect(workBulkJob(broken, at)).rejects.toThrow('planted')
      await desk.inside((tx) => tx.update(bulkItem).set({ takenUntil: sql`now()` }).where(eq(bulkItem.jobId, id)))
    }
    expect(await workBulkJob(broken, at)).toMatchObject({ refused: 1 })
    const job = await workOff(id)
    expect(job.errors).toMatchObject([{ state: 'refused', error: expect.stringContaining('after 5 tries: planted') }])
  })

  test('what cannot be done to a run is listed with its reason; a job that is stopped leaves the rest', async () => {
    const { runs, cause } = await stop(3)
    const { id } = mustGive(
      await startBulkJob(desk.ctx, desk.operator, {
        action: 'skip',
        params: {},
        target: { kind: 'problems', cause },
        atOnce: 1,
      }),
    )
    // Somebody was faster with the first.
    await retryRun(desk.ctx, desk.operator, { runId: runs[0] ?? '' })
    await workBulkJob(work, { id, workspaceId: desk.world.workspaceId })
    expect(mustGive(await stopBulkJob(desk.ctx, desk.operator, { id }))).toEqual({ left: 2 })
    expect(mustRefuse(await stopBulkJob(desk.ctx, desk.operator, { id })).code).toBe('conflict')
    const job = mustGive(await getBulkJob(desk.ctx, desk.operator, { id }))
    expect(job).toMatchObject({ state: 'stopped', stoppedBy: 'Tamsin', counts: { refused: 1, stopped: 2 } })
    expect(job.errors).toMatchObject([{ state: 'refused', error: expect.stringContaining('does not stop its run') }])
    await desk.goOn(runs[0] ?? '')
  })

  test('what failed again counts as mended once its run has gone through since', async () => {
    const { runs, cause } = await stop(1)
    const target = { kind: 'problems', cause } as const
    const order = { action: 'retry', params: {}, target } as const
    const { id } = mustGive(await startBulkJob(desk.ctx, desk.editor, order))
    desk.world.vendor.next.push({ kind: 'status', status: 422 })
    expect((await workOff(id)).counts).toMatchObject({ succeeded: 0, failed: 1, mended: 0 })
    const [runId = ''] = runs
    mustGive(await retryRun(desk.ctx, desk.operator, { runId }))
    await desk.world.dispatch()
    await until(desk.world, runId, ({ run: { state } }) => state === 'succeeded')
    const job = mustGive(await getBulkJob(desk.ctx, desk.operator, { id }))
    expect(job).toMatchObject({ counts: { succeeded: 0, failed: 1, mended: 1 }, errors: [{ runState: 'succeeded' }] })
  })
})
