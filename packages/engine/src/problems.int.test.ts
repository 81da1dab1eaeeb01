import { getBulkJob } from '@patchbay/core/bulk/list-bulk-jobs'
import { startBulkJob } from '@patchbay/core/bulk/start-bulk-job'
import { stopBulkJob } from '@patchbay/core/bulk/stop-bulk-job'
import { type BulkWork, workBulkJob } from '@patchbay/core/bulk/work-bulk-job'
import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { dismissReason, reopenReason } from '@patchbay/core/problems/dismiss-reason'
import { getReason } from '@patchbay/core/problems/get-reason'
import { listReasons } from '@patchbay/core/problems/list-reasons'
import { previewEdit } from '@patchbay/core/problems/preview-edit'
import { settleStep } from '@patchbay/core/problems/settle-step'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive, mustRefuse } from '@patchbay/core/testing/result-of'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { bulkItem, problem, run, stepHistory } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createInputResolver } from './activities/bulk/create-input-resolver.ts'
import { createEnginePort } from './client.ts'
import { ended, states, until } from './testing/observe.ts'
import { action, constant, planOf, setStep } from './testing/plans.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore
let ctx: CoreContext
let work: BulkWork
let editor: Principal
let operator: Principal

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  const as = (role: 'editor' | 'operator'): Principal => ({
    kind: 'user',
    userId: world.workspaceId,
    name: 'Tamsin',
    workspaceId: world.workspaceId,
    role,
  })
  editor = as('editor')
  operator = as('operator')
  core = openCore(database.appUrl)
  const engine = createEnginePort(world.client, (error) => {
    throw error
  })
  ctx = { ...core.ctx, db: world.db, engine, notify: () => undefined }
  work = { ...ctx, resolveInput: createInputResolver(world.deps) }
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
})

beforeEach(async () => {
  world.vendor.next.length = 0
  await inWorkspace(world.db, world.workspaceId, (tx) => tx.delete(problem))
})

const phone = { kind: 'reference' as const, ref: { from: 'start', path: ['phone'] } }
const write = (id: string, options: Partial<Parameters<typeof action>[2]> = {}) =>
  action(id, 'keyed', { connectionId: world.connectionId, ...options })
const sendsPhone = (id: string) =>
  write(id, { work: { fields: [{ name: 'text', label: 'Text', required: true, mapping: phone }] } })

const fail = async (plan: Plan, item = {}) => {
  world.vendor.next.push({ kind: 'status', status: 422 })
  return stopAt(plan, item)
}
const stopAt = async (plan: Plan, item = {}) => {
  const { runId } = await world.start(plan, item)
  await world.dispatch()
  const failed = await until(world, runId, ended)
  const step = failed.steps.find(({ state }) => state === 'failed')
  return { runId, stepRunId: step?.id ?? '', failed }
}
const goOn = async (runId: string) => {
  await world.dispatch()
  return until(world, runId, (seen) => ended(seen) && seen.run.epoch > 1)
}
const reasons = async (state: 'open' | 'mending' | 'resolved' | 'dismissed' = 'open') =>
  mustGive(await listReasons(ctx, operator, { state }))
const problemsOf = (runId: string) =>
  inWorkspace(world.db, world.workspaceId, (tx) => tx.select().from(problem).where(eq(problem.runId, runId)))
const sentLast = () => JSON.parse(world.vendor.requests.at(-1)?.body ?? 'null')

describe('a run that fails', () => {
  test('is raised as a problem with its cause, and resolved when a retry gets through', async () => {
    const { runId } = await fail(planOf([write('first')]))
    const { reasons: open, counts } = await reasons()
    expect(open).toMatchObject([
      { code: 'invalid_input', connector: 'vendor', runs: 1, kind: 'failed', stepId: 'first' },
    ])
    expect(counts.open).toBe(1)
    expect(open[0]?.advice).toContain('What came before stays done.')
    await retryRun(ctx, operator, { runId })
    expect((await reasons('mending')).reasons).toHaveLength(1)
    await goOn(runId)
    expect(await problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'retried', times: 1 }])
  })

  test('comes back as the same problem when a retry fails again', async () => {
    const { runId } = await fail(planOf([write('first')]))
    world.vendor.next.push({ kind: 'status', status: 422 })
    await retryRun(ctx, operator, { runId })
    await goOn(runId)
    expect(await problemsOf(runId)).toMatchObject([{ state: 'open', times: 2, how: null }])
  })

  test('is forgotten by itself when a later run of the same order succeeds, and not by an earlier one', async () => {
    const plan = planOf([write('first')])
    const order = async (runId: string, flowId: string, ago: number) =>
      inWorkspace(world.db, world.workspaceId, (tx) =>
        tx
          .update(run)
          .set({ flowId, orderKey: 't:1:order/1', hasTurn: true, acceptedAt: sql`now() - ${ago} * interval '1 s'` })
          .where(eq(run.id, runId)),
      )
    world.vendor.next.push({ kind: 'status', status: 422 })
    const first = await world.start(plan)
    const flowId = (await until(world, first.runId, () => true)).run.flowId
    await order(first.runId, flowId, 20)
    await world.dispatch()
    await until(world, first.runId, ended)
    for (const [ago, state] of [
      [30, 'open'],
      [10, 'resolved'],
    ] as const) {
      const { runId } = await world.start(plan)
      await order(runId, flowId, ago)
      await world.dispatch()
      await until(world, runId, ended)
      expect(await problemsOf(first.runId)).toMatchObject([{ state }])
    }
    expect(await problemsOf(first.runId)).toMatchObject([{ how: 'later_run' }])
  })

  test('can be dismissed with a reason, and opened again', async () => {
    const { runId } = await fail(planOf([write('first')]))
    const cause = (await reasons()).reasons[0]?.cause ?? ''
    mustGive(await dismissReason(ctx, operator, { cause, note: 'Test order' }))
    expect(mustRefuse(await dismissReason(ctx, operator, { cause }))).toMatchObject({ code: 'conflict' })
    expect((await reasons('dismissed')).reasons).toMatchObject([{ settledBy: 'Tamsin', note: 'Test order' }])
    mustGive(await reopenReason(ctx, operator, { cause }))
    expect(await problemsOf(runId)).toMatchObject([{ state: 'open', how: null, note: null }])
  })
})

describe('a person settles a step', () => {
  test('another input goes out under another key, and the one before stays visible', async () => {
    const { runId, stepRunId } = await fail(planOf([sendsPhone('call')]), { phone: '0 ext. 4471' })
    const before = world.vendor.requests.at(-1)
    expect(
      mustRefuse(await settleStep(ctx, operator, { runId, stepRunId, act: { kind: 'edit', input: {} } })).code,
    ).toBe('forbidden')
    mustGive(await settleStep(ctx, editor, { runId, stepRunId, act: { kind: 'edit', input: { text: '0' } } }))
    const done = await goOn(runId)
    expect(done.run.state).toBe('succeeded')
    expect(sentLast()).toEqual({ text: '0' })
    expect(world.vendor.requests.at(-1)?.key).not.toBe(before?.key)
    expect(await problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'edited', settledBy: 'Tamsin' }])
    const kept = await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.select().from(stepHistory).where(eq(stepHistory.runId, runId)),
    )
    expect(kept).toMatchObject([{ stepId: 'call', why: 'edited', state: 'failed', replacedBy: 'Tamsin' }])
  })

  test('a write that may have gone through is never sent under another key by an edit', async () => {
    world.vendor.next.push({ kind: 'apply_then_hang' })
    const unsafe = action('pay', 'unsafe', {
      connectionId: world.connectionId,
      work: {
        onUnknown: 'may_repeat',
        policy: { maxAttempts: 1, initialDelayMs: 1, backoff: 1, maxDelayMs: 1, retryOn: [], timeoutMs: 500 },
      },
    })
    const { runId, stepRunId } = await stopAt(planOf([unsafe]))
    const effects = world.vendor.effects.length
    const refused = mustRefuse(
      await settleStep(ctx, editor, { runId, stepRunId, act: { kind: 'edit', input: { text: 'y' } } }),
    )
    expect(refused.message).toContain('nobody knows whether it went through')
    mustGive(await settleStep(ctx, editor, { runId, stepRunId, act: { kind: 'supply', output: { id: 'seen', n: 1 } } }))
    expect((await goOn(runId)).run.state).toBe('succeeded')
    expect(world.vendor.effects.length).toBe(effects)
  })

  test('an output that was supplied is what later steps read; a step that was skipped gives nothing', async () => {
    const note = setStep('note', { kind: 'reference', ref: { from: 'first', path: ['id'] } })
    const plan = planOf([
      write('first'),
      {
        ...note,
        work: {
          ...note.work,
          kind: 'set',
          name: 'note',
          fields: [
            {
              name: 'value',
              label: 'Value',
              required: false,
              mapping: { kind: 'reference', ref: { from: 'first', path: ['id'] } },
            },
          ],
        },
      },
    ])
    const supplied = await fail(plan)
    const act = { kind: 'supply' as const, output: { id: 'by-hand', n: 1 } }
    mustGive(await settleStep(ctx, operator, { ...supplied, act, note: 'Seen there' }))
    expect(mustRefuse(await settleStep(ctx, operator, { ...supplied, act })).code).toBe('conflict')
    const done = await goOn(supplied.runId)
    expect(states(done)).toEqual({ first: 'succeeded', note: 'succeeded' })
    expect(done.steps[0]?.notes).toEqual(['Tamsin supplied its output: Seen there'])
    const skipped = await fail(plan)
    mustGive(await settleStep(ctx, operator, { ...skipped, act: { kind: 'skip' } }))
    const over = await goOn(skipped.runId)
    expect(states(over)).toEqual({ first: 'skipped', note: 'succeeded' })
    expect(over.attempts).toHaveLength(1)
    expect(await problemsOf(skipped.runId)).toMatchObject([{ state: 'resolved', how: 'skipped' }])
  })

  test('a step whose author wants to be asked is held, and goes on with another input', async () => {
    world.vendor.next.push({ kind: 'status', status: 422 })
    const { runId } = await world.start(planOf([write('first', { work: { ifFails: { kind: 'ask' } } })]))
    await world.dispatch()
    const held = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(held.decisions).toMatchObject([{ kind: 'failed', state: 'open' }])
    expect((await reasons()).reasons).toMatchObject([{ kind: 'held', held: 1, code: 'invalid_input' }])
    const stepRunId = held.steps[0]?.id ?? ''
    mustGive(await settleStep(ctx, editor, { runId, stepRunId, act: { kind: 'edit', input: { text: 'z' } } }))
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'succeeded', epoch: 1 })
    expect(sentLast()).toEqual({ text: 'z' })
    expect(done.decisions).toMatchObject([{ state: 'decided', verdict: 'again', decidedBy: 'Tamsin' }])
    expect(await problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'edited' }])
  })
})

describe('many runs at once', () => {
  const stop = async (count: number) => {
    const plan = planOf([sendsPhone('call')])
    const runs: string[] = []
    let flowId = ''
    for (let number = 0; number < count; number++) {
      world.vendor.next.push({ kind: 'status', status: 422 })
      const { runId } = await world.start(plan, { phone: `${number} ext. 1` })
      // They are of one flow.
      const own = (await until(world, runId, () => true)).run
      flowId ||= own.flowId
      await inWorkspace(world.db, world.workspaceId, (tx) => tx.update(run).set({ flowId }).where(eq(run.id, runId)))
      await world.dispatch()
      await until(world, runId, ended)
      runs.push(runId)
    }
    const [reason] = (await reasons()).reasons
    return { runs, cause: reason?.cause ?? '', reason }
  }
  /** Turns of the job, with the dispatcher, until it is over. */
  const workOff = (id: string) =>
    vi.waitFor(
      async () => {
        await workBulkJob(work, { id, workspaceId: world.workspaceId })
        await world.dispatch()
        const job = mustGive(await getBulkJob(ctx, operator, { id }))
        expect(job.state).toBe('done')
        return job
      },
      { timeout: 20_000, interval: 50 },
    )

  test('one edit of a field is shown for each run, then sent for each, a few at a time', async () => {
    const { runs, cause, reason } = await stop(4)
    expect(reason).toMatchObject({ runs: 4 })
    const opened = mustGive(await getReason(ctx, operator, { cause, state: 'open' }))
    expect(opened.runs.map(({ sent }) => sent)).toContainEqual({ text: '0 ext. 1' })
    expect(opened.effects).toMatchObject({ again: { name: 'call', effect: 'create' }, kept: [], follows: [] })
    const shown = mustGive(await previewEdit(ctx, editor, { cause, fields: { text: constant('same') } }))
    expect(Object.values(shown)).toEqual(Array.from({ length: 4 }, () => ({ input: { text: 'same' }, error: null })))
    const started = mustGive(
      await startBulkJob(ctx, editor, {
        action: 'edit',
        params: { fields: { text: constant('same') } },
        target: { kind: 'problems', cause },
        atOnce: 2,
      }),
    )
    expect(started.total).toBe(4)
    const first = await workBulkJob(work, { id: started.id, workspaceId: world.workspaceId })
    expect(first).toMatchObject({ applied: 2, refused: 0, over: false })
    const job = await workOff(started.id)
    expect(job.counts).toMatchObject({ succeeded: 4, failed: 0, refused: 0, queued: 0 })
    for (const runId of runs) expect(await problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'edited' }])
  })

  test('each item is done once, however many workers there are and whatever they die of', async () => {
    const { runs, cause } = await stop(3)
    const before = world.vendor.effects.length
    const { id } = mustGive(
      await startBulkJob(ctx, operator, {
        action: 'retry',
        params: {},
        target: { kind: 'problems', cause },
        atOnce: 5,
      }),
    )
    const at = { id, workspaceId: world.workspaceId }
    // A worker that took them all and died: its items are free again once its time is over.
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx
        .update(bulkItem)
        .set({ state: 'taken', takenUntil: sql`now() - interval '1 s'` })
        .where(eq(bulkItem.jobId, id)),
    )
    const turns = await Promise.all([workBulkJob(work, at), workBulkJob(work, at), workBulkJob(work, at)])
    expect(turns.reduce((sum, turn) => sum + turn.applied, 0)).toBe(3)
    const job = await workOff(id)
    expect(job.counts).toMatchObject({ succeeded: 3 })
    expect(world.vendor.effects.length - before).toBe(3)
    for (const runId of runs) expect((await until(world, runId, ended)).run.epoch).toBe(2)
  })

  test('what cannot be done to a run is listed with its reason; a job that is stopped leaves the rest', async () => {
    const { runs, cause } = await stop(3)
    const { id } = mustGive(
      await startBulkJob(ctx, operator, { action: 'skip', params: {}, target: { kind: 'problems', cause }, atOnce: 1 }),
    )
    // Somebody was faster with the first.
    await retryRun(ctx, operator, { runId: runs[0] ?? '' })
    await workBulkJob(work, { id, workspaceId: world.workspaceId })
    expect(mustGive(await stopBulkJob(ctx, operator, { id }))).toEqual({ left: 2 })
    expect(mustRefuse(await stopBulkJob(ctx, operator, { id })).code).toBe('conflict')
    const job = mustGive(await getBulkJob(ctx, operator, { id }))
    expect(job).toMatchObject({ state: 'stopped', stoppedBy: 'Tamsin', counts: { refused: 1, stopped: 2 } })
    expect(job.errors).toMatchObject([{ state: 'refused', error: expect.stringContaining('does not stop its run') }])
    await goOn(runs[0] ?? '')
  })
})
