import { dismissReason, reopenReason } from '@patchbay/core/problems/dismiss-reason'
import { settleStep } from '@patchbay/core/problems/settle-step'
import { decide } from '@patchbay/core/runs/decide'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { mustGive, mustRefuse } from '@patchbay/core/testing/result-of'
import { LARGE_VALUES } from '@patchbay/db/object-store'
import { run, stepHistory } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ended, states, until } from './testing/observe.ts'
import { action, placed, planOf, scopeStep, setStep } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let desk: Desk

beforeAll(async () => {
  const large = { ...LARGE_VALUES, maxBytes: 5_000 }
  desk = await openDesk({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace, large })
}, 60_000)
afterAll(() => desk?.close())
beforeEach(() => desk.clear())

/** It applies the write, and answers more than a step may give. */
const wordy = { kind: 'wordy', characters: 9_000 } as const

describe('a run that fails', () => {
  test('is raised as a problem with its cause, and resolved when a retry gets through', async () => {
    const { runId } = await desk.fail(planOf([desk.write('first')]))
    const { reasons: open, counts } = await desk.reasons()
    expect(open).toMatchObject([
      { code: 'invalid_input', connector: 'vendor', runs: 1, kind: 'failed', stepId: 'first' },
    ])
    expect(counts.open).toBe(1)
    expect(open[0]?.advice).toContain('What came before stays done.')
    await retryRun(desk.ctx, desk.operator, { runId })
    expect((await desk.reasons('mending')).reasons).toHaveLength(1)
    await desk.goOn(runId)
    expect(await desk.problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'retried', times: 1 }])
    // Under the name it had: what the vendor said then is still the reason.
    const { reasons: solved } = await desk.reasons('resolved')
    expect(solved).toMatchObject([{ title: open[0]?.title }])
  })

  test('comes back as the same problem when a retry fails again', async () => {
    const { runId } = await desk.fail(planOf([desk.write('first')]))
    desk.world.vendor.next.push({ kind: 'status', status: 422 })
    await retryRun(desk.ctx, desk.operator, { runId })
    await desk.goOn(runId)
    expect(await desk.problemsOf(runId)).toMatchObject([{ state: 'open', times: 2, how: null }])
  })

  test('is forgotten by itself when a later run of the same order succeeds, and not by an earlier one', async () => {
    const plan = planOf([desk.write('first')])
    const order = async (runId: string, flowId: string, ago: number) =>
      desk.inside((tx) =>
        tx
          .update(run)
          .set({ flowId, orderKey: 't:1:order/1', hasTurn: true, acceptedAt: sql`now() - ${ago} * interval '1 s'` })
          .where(eq(run.id, runId)),
      )
    desk.world.vendor.next.push({ kind: 'status', status: 422 })
    const first = await desk.world.start(plan)
    const flowId = (await until(desk.world, first.runId, () => true)).run.flowId
    await order(first.runId, flowId, 20)
    await desk.world.dispatch()
    await until(desk.world, first.runId, ended)
    for (const [ago, state] of [
      [30, 'open'],
      [10, 'resolved'],
    ] as const) {
      const { runId } = await desk.world.start(plan)
      await order(runId, flowId, ago)
      await desk.world.dispatch()
      await until(desk.world, runId, ended)
      expect(await desk.problemsOf(first.runId)).toMatchObject([{ state }])
    }
    expect(await desk.problemsOf(first.runId)).toMatchObject([{ how: 'later_run' }])
  })

  test('can be dismissed with a reason, and opened again', async () => {
    const { runId } = await desk.fail(planOf([desk.write('first')]))
    const cause = (await desk.reasons()).reasons[0]?.cause ?? ''
    mustGive(await dismissReason(desk.ctx, desk.operator, { cause, note: 'Test order' }))
    expect(mustRefuse(await dismissReason(desk.ctx, desk.operator, { cause }))).toMatchObject({ code: 'conflict' })
    expect((await desk.reasons('dismissed')).reasons).toMatchObject([{ settledBy: 'Tamsin', note: 'Test order' }])
    mustGive(await reopenReason(desk.ctx, desk.operator, { cause }))
    expect(await desk.problemsOf(runId)).toMatchObject([{ state: 'open', how: null, note: null }])
  })
})

describe('a person settles a step', () => {
  test('another input goes out under another key, and the one before stays visible', async () => {
    const { runId, stepRunId } = await desk.fail(planOf([desk.sendsPhone('call')]), { phone: '0 ext. 4471' })
    const before = desk.world.vendor.requests.at(-1)
    expect(
      mustRefuse(await settleStep(desk.ctx, desk.operator, { runId, stepRunId, act: { kind: 'edit', input: {} } }))
        .code,
    ).toBe('forbidden')
    mustGive(await settleStep(desk.ctx, desk.editor, { runId, stepRunId, act: { kind: 'edit', input: { text: '0' } } }))
    const done = await desk.goOn(runId)
    expect(done.run.state).toBe('succeeded')
    expect(desk.sentLast()).toEqual({ text: '0' })
    expect(desk.world.vendor.requests.at(-1)?.key).not.toBe(before?.key)
    expect(await desk.problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'edited', settledBy: 'Tamsin' }])
    const kept = await desk.inside((tx) => tx.select().from(stepHistory).where(eq(stepHistory.runId, runId)))
    expect(kept).toMatchObject([{ stepId: 'call', why: 'edited', state: 'failed', replacedBy: 'Tamsin' }])
  })

  test('of an action that failed between its calls, what was done for the old input does not serve the new one', async () => {
    const sent = desk.world.vendor.requests.length
    desk.world.vendor.next.push({ kind: 'hold', until: Promise.resolve() }, { kind: 'status', status: 422 })
    const pair = action('pair', 'pair', { connectionId: desk.world.connectionId })
    const { runId, stepRunId } = await desk.stopAt(planOf([pair]))
    const act = { kind: 'edit', input: { text: 'new' } } as const
    mustGive(await settleStep(desk.ctx, desk.editor, { runId, stepRunId, act }))
    expect((await desk.goOn(runId)).run.state).toBe('succeeded')
    const bodies = desk.world.vendor.requests.slice(sent).map(({ path, body }) => [path, JSON.parse(body).text])
    expect(bodies).toEqual([
      ...[
        ['/first', 'pair'],
        ['/second', 'pair'],
      ],
      ...[
        ['/first', 'new'],
        ['/second', 'new'],
      ],
    ])
  })

  test('a write that may have gone through is never sent under another key by an edit', async () => {
    desk.world.vendor.next.push({ kind: 'apply_then_cut' })
    const unsafe = action('pay', 'unsafe', {
      connectionId: desk.world.connectionId,
      work: {
        onUnknown: 'may_repeat',
        policy: { maxAttempts: 1, initialDelayMs: 1, backoff: 1, maxDelayMs: 1, retryOn: [], timeoutMs: 30_000 },
      },
    })
    const { runId, stepRunId } = await desk.stopAt(planOf([unsafe]))
    const effects = desk.world.vendor.effects.length
    const refused = mustRefuse(
      await settleStep(desk.ctx, desk.editor, { runId, stepRunId, act: { kind: 'edit', input: { text: 'y' } } }),
    )
    expect(refused.message).toContain('nobody knows whether it went through')
    const left = await settleStep(desk.ctx, desk.operator, { runId, stepRunId, act: { kind: 'skip' } })
    expect(mustRefuse(left)).toMatchObject({ code: 'conflict', message: expect.stringContaining('count as not done') })
    mustGive(
      await settleStep(desk.ctx, desk.editor, {
        runId,
        stepRunId,
        act: { kind: 'supply', output: { id: 'seen', n: 1 } },
      }),
    )
    expect((await desk.goOn(runId)).run.state).toBe('succeeded')
    expect(desk.world.vendor.effects.length).toBe(effects)
  })

  test('a write that was applied, and then failed, keeps its mark and its key, whatever a person says of it', async () => {
    desk.world.vendor.next.push(wordy)
    const { runId } = await desk.world.start(planOf([desk.write('first', { work: { ifFails: { kind: 'ask' } } })]))
    await desk.world.dispatch()
    const held = await until(desk.world, runId, ({ run: { state } }) => state === 'needs_attention')
    const effects = desk.world.vendor.effects.length
    expect(held.decisions).toMatchObject([{ kind: 'failed', state: 'open' }])
    const step = { runId, stepRunId: held.steps[0]?.id ?? '' }
    mustRefuse(await settleStep(desk.ctx, desk.operator, { ...step, act: { kind: 'skip' } }))
    expect(await until(desk.world, runId, () => true)).toMatchObject({ steps: held.steps, decisions: held.decisions })
    mustGive(await decide(desk.ctx, desk.operator, { decisionId: held.decisions[0]?.id ?? '', verdict: 'again' }))
    const done = await until(desk.world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(done.attempts.map(({ generation }) => generation)).toEqual([1, 1])
    expect(desk.world.vendor.effects.length).toBe(effects)
  })

  test('an undo that was applied, and then failed, is tried again under its key', async () => {
    desk.world.vendor.next.push({ kind: 'hold', until: Promise.resolve() }, wordy)
    const breaks = setStep('breaks', { kind: 'reference', ref: { from: 'start', path: ['not', 'there'] } })
    const plan = planOf([
      scopeStep('try', { compensates: true, catches: false, always: false }),
      placed(desk.write('first'), { region: 1, lane: 0, deps: [], undo: 4 }),
      placed(breaks, { region: 1, lane: 0, deps: [{ node: 2, port: 'out' }] }),
      placed(desk.write('back'), { region: 1, undoOf: 2, deps: [] }),
    ])
    const { runId } = await desk.world.start(plan)
    await desk.world.dispatch()
    const asked = await until(desk.world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(asked.decisions).toMatchObject([{ kind: 'undo', state: 'open' }])
    const effects = desk.world.vendor.effects.length
    mustGive(await decide(desk.ctx, desk.operator, { decisionId: asked.decisions[0]?.id ?? '', verdict: 'again' }))
    expect(states(await until(desk.world, runId, ended))).toMatchObject({ first: 'succeeded', back: 'succeeded' })
    expect(desk.world.vendor.effects.length).toBe(effects)
  })

  test('an output that was supplied is what later steps read; a step that was skipped gives nothing', async () => {
    const note = setStep('note', { kind: 'reference', ref: { from: 'first', path: ['id'] } })
    const plan = planOf([
      desk.write('first'),
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
    const supplied = await desk.fail(plan)
    const act = { kind: 'supply' as const, output: { id: 'by-hand', n: 1 } }
    mustGive(await settleStep(desk.ctx, desk.operator, { ...supplied, act, note: 'Seen there' }))
    expect(mustRefuse(await settleStep(desk.ctx, desk.operator, { ...supplied, act })).code).toBe('conflict')
    const done = await desk.goOn(supplied.runId)
    expect(states(done)).toEqual({ first: 'succeeded', note: 'succeeded' })
    expect(done.steps[0]?.notes).toEqual(['Tamsin supplied its output: Seen there'])
    const skipped = await desk.fail(plan)
    mustGive(await settleStep(desk.ctx, desk.operator, { ...skipped, act: { kind: 'skip' } }))
    const over = await desk.goOn(skipped.runId)
    expect(states(over)).toEqual({ first: 'skipped', note: 'succeeded' })
    expect(over.attempts).toHaveLength(1)
    expect(await desk.problemsOf(skipped.runId)).toMatchObject([{ state: 'resolved', how: 'skipped' }])
  })

  test('a step whose author wants to be asked is held, and goes on with another input', async () => {
    desk.world.vendor.next.push({ kind: 'status', status: 422 })
    const { runId } = await desk.world.start(planOf([desk.write('first', { work: { ifFails: { kind: 'ask' } } })]))
    await desk.world.dispatch()
    const held = await until(desk.world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(held.decisions).toMatchObject([{ kind: 'failed', state: 'open' }])
    expect((await desk.reasons()).reasons).toMatchObject([{ kind: 'held', held: 1, code: 'invalid_input' }])
    const stepRunId = held.steps[0]?.id ?? ''
    mustGive(await settleStep(desk.ctx, desk.editor, { runId, stepRunId, act: { kind: 'edit', input: { text: 'z' } } }))
    const done = await until(desk.world, runId, ended)
    expect(done.run).toMatchObject({ state: 'succeeded', epoch: 1 })
    expect(desk.sentLast()).toEqual({ text: 'z' })
    expect(done.decisions).toMatchObject([{ state: 'decided', verdict: 'again', decidedBy: 'Tamsin' }])
    expect(await desk.problemsOf(runId)).toMatchObject([{ state: 'resolved', how: 'edited' }])
  })
})
