import type { ControlNode } from '@patchbay/flow/plan'
import { describe, expect, it } from 'vitest'
import type { StepResult } from './host.ts'
import { runSegment } from './run-segment.ts'

const OUT: StepResult = { status: 'succeeded', port: 'out' }

describe('a segment', () => {
  it('goes on through quick steps and stops before an activity', async () => {
    expect(await execute([node([0]), node([1]), node([2], { mode: 'activity' })])).toEqual([1, 2])
  })

  it('lets a skipped branch settle its join', async () => {
    const nodes = [node([0], { kind: 'branch' }), node([1], {}, 'other'), node([1]), node([2, 3])]
    expect(await execute(nodes)).toEqual([1, 3, 4])
  })

  it('leaves a step to the scheduler that waits for something outside it', async () => {
    expect(await execute([node([0]), node([0], { mode: 'activity' }), node([1, 2])])).toEqual([1])
  })

  it('enters no container, passes no wait with time left, and no step that must be called again', async () => {
    for (const result of [
      { status: 'succeeded', port: 'out', waitMs: 5 },
      { status: 'retry', afterMs: 1 },
      { status: 'held', reason: 'decision' },
    ] satisfies StepResult[]) {
      expect(await execute([node([0], { kind: 'wait' }), node([1])], { 1: result })).toEqual([1])
    }
    const loop = { status: 'succeeded', port: 'out', count: 3 } satisfies StepResult
    expect(await execute([node([0], { kind: 'loop' }), node([], { region: 1 }), node([1])], { 1: loop })).toEqual([1])
  })

  it('starts nothing more after a failure that nothing takes', async () => {
    const failed = { status: 'failed', code: 'upstream' } satisfies StepResult
    expect(await execute([node([0]), node([1]), node([1]), node([2])], { 2: failed })).toEqual([1, 2, 3])
  })

  it('hands the rest back when it may not continue', async () => {
    expect(await execute([node([0]), node([1])], {}, () => false)).toEqual([1])
  })

  it('awaits what is under way before it passes a rejection on', async () => {
    const skeleton = [TRIGGER, node([0]), node([0])]
    const seen: string[] = []
    const running = runSegment(
      skeleton,
      { ready: [ref(1), ref(2)], settled: [{ ref: ref(0), port: 'out' }] },
      async ({ node: index }) => {
        if (index === 1) throw new Error('aborted')
        await Promise.resolve()
        seen.push('second is back')
        return OUT
      },
      { mayContinue: () => true },
    )
    await expect(running).rejects.toThrow('aborted')
    expect(seen).toEqual(['second is back'])
  })
})

const TRIGGER: ControlNode = { id: 'n', kind: 'trigger', region: null, deps: [], mode: 'segment', catches: false }

function node(after: number[], rest: Partial<ControlNode> = {}, port = 'out'): ControlNode {
  return { ...TRIGGER, kind: 'action', deps: after.map((from) => ({ node: from, port })), ...rest }
}

function ref(index: number) {
  return { node: index, iteration: [] }
}

/** Runs the segment that node 1 begins; answers which nodes it executed, in the order of their results. */
async function execute(nodes: ControlNode[], results: Record<number, StepResult> = {}, mayContinue = () => true) {
  const skeleton = [TRIGGER, ...nodes]
  const request = { ready: [ref(1)], settled: [{ ref: ref(0), port: 'out' }] }
  const answers = await runSegment(skeleton, request, async ({ node: index }) => results[index] ?? OUT, { mayContinue })
  return answers.map((answer) => answer.ref.node)
}
