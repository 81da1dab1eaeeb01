import type { ControlNode } from '@patchbay/flow/plan'
import { describe, expect, it } from 'vitest'
import type { Host, NodeRef, StepResult } from './host.ts'
import { createMemoryHost, type StepFunction } from './memory-host.ts'
import { runPlan } from './run-plan.ts'
import { activity, type Draft, plan, segment, walk } from './testing/draw-plan.ts'

const OUT: StepResult = { status: 'succeeded', port: 'out' }
const FAILED: StepResult = { status: 'failed', code: 'upstream' }
const TIMED_OUT: StepResult = { status: 'failed', code: 'join_timed_out' }
const SUCCEEDED = { outcome: 'succeeded', failedNode: null, code: null }

/** What steps do, by name; those not named succeed after 10 ms. */
const doing =
  (skeleton: ControlNode[], by: Record<string, StepResult | ((ref: NodeRef, attempt: number) => StepResult)>) =>
  (took: Record<string, number> = {}): StepFunction =>
  (ref, attempt, phase) => {
    const id = skeleton[ref.node]?.id ?? ''
    const name = phase ? `${id}:${phase}` : id
    const result = by[name] ?? OUT
    return { result: typeof result === 'function' ? result(ref, attempt) : result, tookMs: took[name] ?? 10 }
  }

describe('a held step', () => {
  it('is called again after the time it named, or as soon as it is released', async () => {
    const skeleton = plan(activity('arrives', ['trigger']))
    const waiting: StepResult = { status: 'held', reason: 'event', forMs: 60_000 }
    const steps = doing(skeleton, { arrives: (_, attempt) => (attempt === 1 ? waiting : OUT) })()
    expect((await walk(skeleton, steps)).starts).toEqual(['arrives@0', 'arrives@60010'])
    const released = await walk(skeleton, steps, { released: async () => undefined })
    expect(released.starts).toEqual(['arrives@0', 'arrives@10'])
  })
})

describe('a parallel with a join', () => {
  const race = (join: NonNullable<ControlNode['join']>, more: Partial<Draft> = {}) =>
    plan(
      activity('race', ['trigger'], { kind: 'parallel', join, ...more }),
      activity('a', [], { in: 'race/0' }),
      activity('afterA', ['a'], { in: 'race/0' }),
      activity('b', [], { in: 'race/1' }),
      activity('c', [], { in: 'race/2' }),
      activity('next', ['race']),
      activity('tell', ['race:error']),
    )
  const lanes = { timeoutMs: null, lanes: 3 }
  const took = { race: 0, a: 50, b: 20, c: 100 }

  it('goes on at the first lane that ends, failed or not; the others start nothing new and are let finish', async () => {
    const skeleton = race({ of: 'ended', need: 1, ...lanes })
    const { starts, skipped, outcome, host } = await walk(skeleton, doing(skeleton, { b: FAILED })(took))
    expect(starts).toEqual(['race@0', 'a@0', 'b@0', 'c@0', 'next@20'])
    expect(skipped).toEqual(['tell', 'afterA'])
    expect(outcome).toEqual(SUCCEEDED)
    expect(host.nowMs()).toBe(100)
  })

  it('tells of what is left waiting in its other lanes, once it goes on: of loops in them, and of what begins later', async () => {
    const skeleton = plan(
      activity('race', ['trigger'], { kind: 'parallel', join: { of: 'ended', need: 1, ...lanes } }),
      activity('each', [], { kind: 'loop', concurrency: 2, in: 'race/0' }),
      activity('ask', [], { kind: 'approval', in: 'each' }),
      activity('b', [], { in: 'race/1' }),
      activity('late', [], { kind: 'event', in: 'race/2' }),
      activity('called', [], { kind: 'subflow', in: 'race/2' }),
      activity('next', ['race']),
    )
    const held = (reason: 'approval' | 'event' | 'subflow'): StepResult => ({ status: 'held', reason, forMs: 1_000 })
    const steps = doing(skeleton, {
      each: { status: 'succeeded', port: 'out', count: 2 },
      ask: ({ iteration }, attempt) => (iteration[0] === 0 && attempt === 1 ? OUT : held('approval')),
      late: held('event'),
      called: held('subflow'),
    })({ race: 0, each: 0, b: 20, late: 30, next: 50 })
    const { host, names } = await walk(skeleton, steps)
    expect(host.trace.flatMap((entry) => (entry.kind === 'left' ? [[entry.atMs, entry.ref]] : []))).toEqual([
      [20, { node: 3, iteration: [1] }],
      [30, { node: 5, iteration: [] }],
    ])
    expect(names.filter((name) => name.startsWith('ask'))).toHaveLength(2)
    // Where an earlier epoch had come to is not known: whatever may wait is told of.
    const settled = [1, 4].map((node) => ({ ref: { node, iteration: [] }, result: OUT }))
    const later = await walk(skeleton, steps, { settled })
    expect(later.host.trace.flatMap((entry) => (entry.kind === 'left' ? [[entry.atMs, entry.ref]] : []))).toEqual([
      [0, { node: 3, iteration: [] }],
      [0, { node: 5, iteration: [] }],
    ])
  })

  it('goes on at the first success, and at the second', async () => {
    for (const [need, at] of [
      [1, 60],
      [2, 100],
    ]) {
      const skeleton = race({ of: 'succeeded', need: need ?? 0, ...lanes })
      const { starts } = await walk(skeleton, doing(skeleton, { b: FAILED })(took))
      expect(starts).toContain(`next@${at}`)
    }
  })

  it('fails with the last lane’s code when too few lanes are left', async () => {
    const skeleton = race({ of: 'succeeded', need: 2, ...lanes })
    const failing = doing(skeleton, { b: FAILED, c: { status: 'failed', code: 'not_found' } })(took)
    const { outcome, starts } = await walk(skeleton, failing)
    expect(outcome).toEqual({ outcome: 'failed', failedNode: 5, code: 'not_found' })
    expect(starts).not.toContain('next@100')
    const caught = race({ of: 'succeeded', need: 2, ...lanes }, { catches: true })
    expect((await walk(caught, failing)).starts.at(-1)).toBe('tell@100')
  })

  it('fails at once when all are needed', async () => {
    const skeleton = race({ of: 'ended', need: null, ...lanes })
    const { outcome, skipped } = await walk(skeleton, doing(skeleton, { b: FAILED })(took))
    expect(outcome).toEqual({ outcome: 'failed', failedNode: 4, code: 'upstream' })
    expect(skipped).toContain('afterA')
  })

  it('times out into its error path while a lane is still under way', async () => {
    const skeleton = race({ of: 'ended', need: null, timeoutMs: 60, lanes: 3 }, { catches: true })
    const { starts, outcome, host } = await walk(skeleton, doing(skeleton, {})(took))
    expect(starts.slice(-3)).toEqual(['afterA@50', 'race:time_out@60', 'tell@70'])
    expect(outcome).toEqual(SUCCEEDED)
    expect(host.nowMs()).toBe(100)
    const uncaught = race({ of: 'ended', need: null, timeoutMs: 60, lanes: 3 })
    const failed = await walk(uncaught, doing(uncaught, {})(took))
    expect(failed.outcome).toEqual({ outcome: 'failed', failedNode: 1, code: 'join_timed_out' })
  })

  it('keeps its time-out over restarts', async () => {
    const skeleton = race({ of: 'ended', need: null, timeoutMs: 1_000, lanes: 3 }, { catches: true })
    const retries: StepResult = { status: 'retry', afterMs: 100 }
    const { starts, snapshots } = await walk(skeleton, doing(skeleton, { c: retries })({ ...took, c: 10 }), {
      restartEvery: 3,
    })
    expect(snapshots.length).toBeGreaterThan(2)
    expect(starts).toContain('race:time_out@1000')
    expect(starts).toContain('tell@1010')
  })

  it('that comes together while its time-out is written down has timed out, restarted or not', async () => {
    const skeleton = race({ of: 'ended', need: null, timeoutMs: 60, lanes: 3 }, { catches: true })
    const writing = doing(skeleton, {
      'race:time_out': (_, attempt) => (attempt === 1 ? { status: 'retry', afterMs: 100 } : OUT),
    })(took)
    for (const options of [{}, { restartEvery: 1 }]) {
      const { names, skipped, outcome } = await walk(skeleton, writing, options)
      expect(names.slice(5)).toEqual(['race:time_out', 'race:time_out', 'tell'])
      expect(skipped).toEqual(['next'])
      expect(outcome).toEqual(SUCCEEDED)
    }
  })

  it('acts on its time-out at once where the host has it as before', async () => {
    const skeleton = race({ of: 'ended', need: null, timeoutMs: 60, lanes: 3 }, { catches: true })
    const host = { ...createMemoryHost(skeleton, doing(skeleton, {})(took)), recordsTimeOuts: false }
    expect(await runPlan(skeleton, host)).toEqual(SUCCEEDED)
    const calls = host.trace.flatMap((entry) => (entry.kind === 'started' ? [[entry.ref.node, entry.atMs]] : []))
    expect(calls.slice(-1)).toEqual([[7, 60]])
  })

  it('has timed out for every later epoch: its lanes go no further, and it leaves by its error path', async () => {
    const skeleton = race({ of: 'ended', need: 1, timeoutMs: 60, lanes: 3 }, { catches: true })
    const settled = [
      { ref: { node: 2, iteration: [] }, result: OUT },
      { ref: { node: 1, iteration: [] }, result: TIMED_OUT },
    ]
    const { names, skipped, outcome } = await walk(skeleton, doing(skeleton, {})(took), { settled })
    expect(names).toEqual(['tell'])
    expect(skipped.sort()).toEqual(['afterA', 'b', 'c', 'next'])
    expect(outcome).toEqual(SUCCEEDED)
  })
})

describe('a repeat', () => {
  const repeating = (repeat: NonNullable<ControlNode['repeat']>, more: Partial<Draft> = {}) =>
    plan(
      segment('poll', ['trigger']),
      activity('until', ['poll'], { kind: 'repeat', repeat, ...more }),
      activity('look', [], { in: 'until' }),
      activity('next', ['until']),
      activity('tell', ['until:error']),
    )
  const again: StepResult = { status: 'succeeded', port: 'again' }

  it('goes through its content, pass by pass with its delay, until its condition holds', async () => {
    const skeleton = repeating({ maxTimes: 5, atLimit: 'fail', delayMs: 100 })
    const steps = doing(skeleton, { 'until:check': ({ iteration }) => (iteration[0] === 2 ? OUT : again) })()
    const { starts } = await walk(skeleton, steps)
    expect(starts).toEqual([
      'poll@0',
      'until@10',
      'look[0]@20',
      'until[0]:check@30',
      'look[1]@140',
      'until[1]:check@150',
      'look[2]@260',
      'until[2]:check@270',
      'next@280',
    ])
  })

  it('at its limit fails or goes on', async () => {
    const failing = repeating({ maxTimes: 2, atLimit: 'fail', delayMs: 0 })
    const failed = await walk(failing, doing(failing, { 'until:check': again })())
    expect(failed.outcome).toEqual({ outcome: 'failed', failedNode: 2, code: 'repeat_limit' })
    const caught = repeating({ maxTimes: 2, atLimit: 'fail', delayMs: 0 }, { catches: true })
    expect((await walk(caught, doing(caught, { 'until:check': again })())).names.at(-1)).toBe('tell')
    const going = repeating({ maxTimes: 2, atLimit: 'go_on', delayMs: 0 })
    expect((await walk(going, doing(going, { 'until:check': again })())).names.at(-1)).toBe('next')
  })

  it('fails with a failing pass, and calls its check again after a retry and a hold', async () => {
    const skeleton = repeating({ maxTimes: 3, atLimit: 'fail', delayMs: 0 })
    const failed = await walk(skeleton, doing(skeleton, { look: FAILED })())
    expect(failed.outcome).toEqual({ outcome: 'failed', failedNode: 3, code: 'upstream' })
    const answers: StepResult[] = [
      { status: 'retry', afterMs: 500 },
      { status: 'held', reason: 'connection' },
    ]
    const checks = doing(skeleton, { 'until:check': (_, attempt) => answers[attempt - 1] ?? OUT })()
    const { starts } = await walk(skeleton, checks)
    expect(starts.filter((start) => start.includes('check'))).toEqual([
      'until[0]:check@30',
      'until[0]:check@540',
      'until[0]:check@550',
    ])
  })
})

describe('a loop that collects', () => {
  const collecting = plan(
    activity('each', ['trigger'], { kind: 'loop', concurrency: 50, onItemError: 'continue', collects: true }),
    activity('buy', [], { in: 'each', mode: 'segment' }),
    activity('next', ['each']),
  )
  const items = (count: number): StepResult => ({ status: 'succeeded', port: 'out', count })

  it('is completed once all items are over, an empty one too, and can fail by it', async () => {
    const some = await walk(collecting, doing(collecting, { each: items(2) })())
    expect(some.names).toEqual(['each', 'buy[0]', 'buy[1]', 'each:collect', 'next'])
    const none = await walk(collecting, doing(collecting, { each: items(0) })())
    expect(none.names).toEqual(['each', 'each:collect', 'next'])
    expect(none.skipped).toEqual(['buy'])
    const failed = await walk(collecting, doing(collecting, { each: items(1), 'each:collect': FAILED })())
    expect(failed.outcome).toEqual({ outcome: 'failed', failedNode: 1, code: 'upstream' })
  })

  it('takes fifty thousand items in linear time, restarting with little to carry', async () => {
    let calls = 0
    let since = 0
    let largest = 0
    const host: Host = {
      runSegment: async ({ ready }) => {
        calls += 1
        since += 1
        return ready.map((ref) => ({ ref, result: OUT }))
      },
      runStep: async (ref) => (ref.node === 1 ? items(50_000) : OUT),
      runPhase: async () => OUT,
      sleep: async () => undefined,
      awaitRelease: async () => undefined,
      wantsRestart: () => since > 2_000,
      nowMs: () => 0,
      recordsTimeOuts: true,
      holdsForKnownFailures: true,
      skipped: () => undefined,
      left: () => undefined,
    }
    const began = performance.now()
    let restarts = 0
    let outcome = await runPlan(collecting, host)
    for (; outcome.outcome === 'restart'; restarts += 1) {
      since = 0
      largest = Math.max(largest, JSON.stringify(outcome.snapshot).length)
      outcome = await runPlan(collecting, host, { snapshot: outcome.snapshot })
    }
    const tookMs = Math.round(performance.now() - began)
    console.info(`50,000 items: ${tookMs} ms, ${restarts} restarts, the largest snapshot ${largest} bytes`)
    expect(outcome).toEqual(SUCCEEDED)
    expect(calls).toBe(50_000)
    expect(restarts).toBeGreaterThan(20)
    expect(largest).toBeLessThan(10_000)
  })
})
