import type { ControlNode } from '@patchbay/flow/plan'
import { describe, expect, it } from 'vitest'
import type { StepResult } from './host.ts'
import type { StepFunction } from './memory-host.ts'
import { runPlan } from './run-plan.ts'
import { activity, type Draft, plan, segment, walk } from './testing/draw-plan.ts'

const OUT: StepResult = { status: 'succeeded', port: 'out' }
const FAILED: StepResult = { status: 'failed', code: 'upstream' }

describe('steps', () => {
  it('start the moment their own inputs settle, never in waves', async () => {
    const skeleton = plan(
      activity('slow', ['trigger']),
      activity('quick', ['trigger']),
      activity('afterQuick', ['quick']),
      activity('join', ['slow', 'afterQuick']),
    )
    const { starts, outcome } = await walk(skeleton, ({ node }) => ({ result: OUT, tookMs: node === 1 ? 100 : 10 }))
    expect(starts).toEqual(['slow@0', 'quick@0', 'afterQuick@10', 'join@100'])
    expect(outcome).toEqual({ outcome: 'succeeded', failedNode: null, code: null })
  })

  it('that are quick leave together in one segment, which goes on by itself', async () => {
    const skeleton = plan(segment('a', ['trigger']), segment('b', ['trigger']), segment('join', ['a', 'b']))
    const { host, starts } = await walk(skeleton, () => ({ result: OUT }))
    expect(host.trace.filter(({ kind }) => kind === 'segment')).toHaveLength(1)
    expect(starts).toEqual(['a@0', 'b@0', 'join@0'])
  })

  it('made ready by two activities at the same moment leave in one segment', async () => {
    const skeleton = plan(
      activity('x', ['trigger']),
      activity('y', ['trigger']),
      segment('a', ['x']),
      segment('b', ['y']),
    )
    const { host } = await walk(skeleton, () => ({ result: OUT, tookMs: 5 }))
    expect(host.trace.filter(({ kind }) => kind === 'segment')).toMatchObject([{ ready: [{ node: 3 }, { node: 4 }] }])
  })

  it('are tried again after a retry and after a release', async () => {
    const answers: StepResult[] = [{ status: 'retry', afterMs: 500 }, { status: 'held', reason: 'decision' }, OUT]
    const { starts, host } = await walk(plan(activity('pay', ['trigger'])), (_, attempt) => ({
      result: answers[attempt - 1] ?? FAILED,
    }))
    expect(starts).toEqual(['pay@0', 'pay@500', 'pay@500'])
    expect(host.trace.filter(({ kind }) => kind === 'held')).toHaveLength(1)
  })

  it('go on by the error path when there is one, and end the run when there is none', async () => {
    const caught = plan(
      { ...activity('pay', ['trigger']), catches: true },
      activity('tell', ['pay:error']),
      activity('ship', ['pay']),
    )
    const first = await walk(caught, ({ node }) => ({ result: node === 1 ? FAILED : OUT }))
    expect(first.starts).toEqual(['pay@0', 'tell@0'])
    expect(first.skipped).toEqual(['ship'])
    expect(first.outcome.outcome).toBe('succeeded')

    const uncaught = plan(activity('pay', ['trigger']), activity('ship', ['pay']))
    const second = await walk(uncaught, () => ({ result: FAILED }))
    expect(second.skipped).toEqual(['ship'])
    expect(second.outcome).toEqual({ outcome: 'failed', failedNode: 1, code: 'upstream' })
  })
})

describe('a resumed run', () => {
  it('takes an earlier answer once, so that a retry of then is a call now', async () => {
    const skeleton = plan(activity('pay', ['trigger']), activity('ship', ['pay']))
    const settled = [{ ref: { node: 1, iteration: [] }, result: { status: 'retry', afterMs: 40 } satisfies StepResult }]
    const { starts } = await walk(skeleton, () => ({ result: OUT }), { settled })
    expect(starts).toEqual(['pay@40', 'ship@40'])
  })
})

describe('an early end', () => {
  it('waits for what is in flight, starts nothing new and wakes no retry', async () => {
    const skeleton = plan(
      activity('stop', ['trigger']),
      activity('slow', ['trigger']),
      activity('retrying', ['trigger']),
      activity('afterSlow', ['slow']),
    )
    const { host, starts, skipped, outcome } = await walk(skeleton, ({ node }) => {
      if (node === 1) return { tookMs: 10, result: { status: 'stopped', outcome: 'cancelled' } }
      if (node === 3) return { result: { status: 'retry', afterMs: 3_600_000 } }
      return { tookMs: 100, result: OUT }
    })
    expect(outcome).toEqual({ outcome: 'cancelled', failedNode: null, code: null })
    expect(starts).toEqual(['stop@0', 'slow@0', 'retrying@0'])
    expect(skipped).toEqual(['afterSlow'])
    expect(host.nowMs()).toBe(100)
  })

  it('by another epoch is immediate and reports nothing', async () => {
    const skeleton = plan(activity('a', ['trigger']), activity('slow', ['trigger']), activity('b', ['a']))
    const { host, outcome, skipped } = await walk(skeleton, ({ node }) =>
      node === 1 ? { result: { status: 'stale' } } : { tookMs: 1000, result: OUT },
    )
    expect(outcome.outcome).toBe('stale')
    expect(host.nowMs()).toBe(0)
    expect(skipped).toEqual([])
  })

  it('by a rejection of the host rejects with it', async () => {
    const skeleton = plan(activity('a', ['trigger']))
    const running = walk(skeleton, async () => {
      throw new Error('cancelled')
    })
    await expect(running).rejects.toThrow('cancelled')
  })
})

describe('containers', () => {
  const looped = (loop: Partial<ControlNode>, ...more: Draft[]) =>
    plan(
      { ...segment('each', ['trigger']), kind: 'loop', concurrency: 2, onItemError: 'stop', ...loop },
      { ...activity('buy', []), region: 1 },
      { ...activity('note', ['buy']), region: 1 },
      activity('after', ['each']),
      ...more,
    )
  const items = (count: number): StepResult => ({ status: 'succeeded', port: 'out', count })

  it('run a loop with as many items at a time as it says, then go on', async () => {
    const { starts } = await walk(looped({}), ({ node }) => ({ result: node === 1 ? items(3) : OUT, tookMs: 10 }))
    expect(starts).toEqual([
      'each@0',
      'buy[0]@10',
      'buy[1]@10',
      'note[0]@20',
      'note[1]@20',
      'buy[2]@30',
      'note[2]@40',
      'after@50',
    ])
  })

  it('settle an empty loop at once and say that its content was skipped', async () => {
    const { starts, skipped } = await walk(looped({}), ({ node }) => ({ result: node === 1 ? items(0) : OUT }))
    expect(starts).toEqual(['each@0', 'after@0'])
    expect(skipped).toEqual(['buy', 'note'])
  })

  const secondFails: StepFunction = ({ node, iteration }) => {
    if (node === 1) return { result: items(3) }
    return { result: node === 2 && iteration[0] === 1 ? FAILED : OUT, tookMs: 10 + (iteration[0] ?? 0) }
  }

  it('end only the item that failed when the loop goes on', async () => {
    const { outcome, skipped, starts } = await walk(looped({ onItemError: 'continue' }), secondFails)
    expect(outcome.outcome).toBe('succeeded')
    expect(skipped).toEqual(['note[1]'])
    expect(starts.filter((start) => start.startsWith('note'))).toEqual(['note[0]@10', 'note[2]@23'])
  })

  it('end the run at a failed item when the loop stops, and take the loop’s error path when it has one', async () => {
    const stopping = await walk(looped({}), secondFails)
    expect(stopping.outcome).toEqual({ outcome: 'failed', failedNode: 2, code: 'upstream' })

    const caught = looped({ catches: true }, activity('tell', ['each:error']))
    const { outcome, starts, skipped } = await walk(caught, secondFails)
    expect(outcome.outcome).toBe('succeeded')
    expect(starts.at(-1)).toMatch(/^tell@/)
    expect(skipped).toContain('after')
  })

  it('run a parallel’s content at the same time and join it', async () => {
    const skeleton = plan(
      { ...segment('both', ['trigger']), kind: 'parallel' },
      { ...activity('a', []), region: 1 },
      { ...activity('b', []), region: 1 },
      activity('after', ['both']),
    )
    const { starts } = await walk(skeleton, ({ node }) => ({ result: OUT, tookMs: node * 10 }))
    expect(starts).toEqual(['both@0', 'a@10', 'b@10', 'after@40'])
  })

  it('tell of everything inside a container that is skipped', async () => {
    const skeleton = looped({}).map((node, index) =>
      index === 1 ? { ...node, deps: [{ node: 0, port: 'never' }] } : node,
    )
    const { skipped } = await walk(skeleton, () => ({ result: OUT }))
    expect(skipped).toEqual(['each', 'buy', 'note', 'after'])
  })

  it('go through ten thousand items without keeping the past ones', async () => {
    const skeleton = looped({ concurrency: 20 }).map((node): ControlNode => ({ ...node, mode: 'segment' }))
    let largestRequest = 0
    let calls = 0
    const outcome = await runPlan(skeleton, {
      runSegment: async ({ ready, settled }) => {
        calls += 1
        largestRequest = Math.max(largestRequest, settled.length)
        return ready.map((ref) => ({ ref, result: ref.node === 1 ? items(10_000) : OUT }))
      },
      runStep: async () => FAILED,
      sleep: async () => undefined,
      awaitRelease: async () => undefined,
      runPhase: async () => FAILED,
      wantsRestart: () => false,
      nowMs: () => 0,
      recordsTimeOuts: true,
      holdsForKnownFailures: true,
      skipped: () => undefined,
      left: () => undefined,
    })
    expect(outcome.outcome).toBe('succeeded')
    expect(calls).toBe(20_002)
    expect(largestRequest).toBe(2)
  })

  it('resume ten thousand finished items without a call', async () => {
    const refs = Array.from({ length: 10_000 }, (_, index) => [
      { ref: { node: 2, iteration: [index] }, result: OUT },
      { ref: { node: 3, iteration: [index] }, result: OUT },
    ])
    const settled = [{ ref: { node: 1, iteration: [] }, result: items(10_000) }, ...refs.flat()]
    const { starts } = await walk(looped({}), () => ({ result: OUT }), { settled })
    expect(starts).toEqual(['after@0'])
  })
})
