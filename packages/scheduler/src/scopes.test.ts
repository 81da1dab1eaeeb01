import type { ControlNode } from '@patchbay/flow/plan'
import { describe, expect, it } from 'vitest'
import type { NodeRef, StepResult } from './host.ts'
import { createMemoryHost, type StepFunction } from './memory-host.ts'
import { runUnwind } from './run-unwind.ts'
import { activity, type Draft, plan, walk } from './testing/draw-plan.ts'

const OUT: StepResult = { status: 'succeeded', port: 'out' }
const FAILED: StepResult = { status: 'failed', code: 'upstream' }
const SUCCEEDED = { outcome: 'succeeded', failedNode: null, code: null }

const doing =
  (
    skeleton: ControlNode[],
    by: Record<string, StepResult | ((ref: NodeRef, attempt: number) => StepResult)>,
  ): StepFunction =>
  (ref, attempt, phase) => {
    const id = skeleton[ref.node]?.id ?? ''
    const result = by[phase ? `${id}:${phase}` : id] ?? OUT
    return { result: typeof result === 'function' ? result(ref, attempt) : result, tookMs: 10 }
  }

/** Reserve, then buy (both undone by another step), then ship; catch and finally as asked. */
const saga = (scope: NonNullable<ControlNode['scope']>, more: Partial<Draft> = {}) =>
  plan(
    activity('saga', ['trigger'], { kind: 'scope', scope, ...more }),
    activity('reserve', [], { in: 'saga/0', undoneBy: 'unreserve' }),
    activity('buy', ['reserve'], { in: 'saga/0', undoneBy: 'refund' }),
    activity('mail', ['buy'], { in: 'saga/0', asksUndo: true }),
    activity('ship', ['mail'], { in: 'saga/0' }),
    activity('unreserve', [], { in: 'saga/0' }),
    activity('refund', [], { in: 'saga/0', mode: 'segment' }),
    ...(scope.catches ? [activity('sorry', [], { in: 'saga/1' })] : []),
    ...(scope.always ? [activity('close', [], { in: 'saga/2' })] : []),
    activity('next', ['saga']),
    activity('tell', ['saga:error']),
  )

describe('a scope', () => {
  it('that succeeds goes through its finally lane, skips its catch lane and undoes nothing', async () => {
    const skeleton = saga({ compensates: true, catches: true, always: true })
    const { names, skipped, outcome } = await walk(skeleton, doing(skeleton, {}))
    expect(names).toEqual(['saga', 'reserve', 'buy', 'mail', 'ship', 'close', 'next'])
    expect(skipped).toEqual(['sorry', 'tell'])
    expect(outcome).toEqual(SUCCEEDED)
  })

  it('that fails undoes in reverse, catches, closes and goes on', async () => {
    const skeleton = saga({ compensates: true, catches: true, always: true })
    const { names, outcome, skipped } = await walk(skeleton, doing(skeleton, { ship: FAILED }))
    expect(names.slice(5)).toEqual(['mail:ask_undo', 'refund', 'unreserve', 'sorry', 'close', 'next'])
    expect(outcome).toEqual(SUCCEEDED)
    expect(skipped).toEqual(['tell'])
  })

  it('without a catch lane fails after its undo and its finally lane, by its error path if it has one', async () => {
    const bare = saga({ compensates: true, catches: false, always: true })
    const { names, outcome, skipped } = await walk(bare, doing(bare, { buy: FAILED }))
    expect(names).toEqual(['saga', 'reserve', 'buy', 'unreserve', 'close'])
    expect(outcome).toEqual({ outcome: 'failed', failedNode: 3, code: 'upstream' })
    expect(skipped).toEqual(['mail', 'ship', 'next', 'tell'])
    const caught = saga({ compensates: false, catches: false, always: false }, { catches: true })
    expect((await walk(caught, doing(caught, { ship: FAILED }))).names.slice(5)).toEqual(['tell'])
  })

  it('whose catch or finally lane fails, fails', async () => {
    const skeleton = saga({ compensates: false, catches: true, always: true })
    const inCatch = await walk(skeleton, doing(skeleton, { ship: FAILED, sorry: { status: 'failed', code: 'sorry' } }))
    expect(inCatch.names.at(-1)).toBe('close')
    expect(inCatch.outcome).toMatchObject({ outcome: 'failed', code: 'sorry' })
    const inFinally = await walk(skeleton, doing(skeleton, { close: { status: 'failed', code: 'close' } }))
    expect(inFinally.outcome).toMatchObject({ outcome: 'failed', code: 'close' })
  })

  it('tries an undo again, waits for a decision, and goes on with the next one when it fails', async () => {
    const skeleton = saga({ compensates: true, catches: false, always: false })
    const answers: StepResult[] = [
      { status: 'retry', afterMs: 500 },
      { status: 'held', reason: 'decision' },
    ]
    const steps = doing(skeleton, {
      ship: FAILED,
      'mail:ask_undo': (_, attempt) => (attempt === 1 ? { status: 'held', reason: 'decision' } : OUT),
      refund: (_, attempt) => answers[attempt - 1] ?? FAILED,
    })
    const { names, outcome } = await walk(skeleton, steps)
    const undone = ['mail:ask_undo', 'mail:ask_undo', 'refund', 'refund', 'refund', 'unreserve']
    expect(names.slice(5)).toEqual(undone)
    expect(outcome).toEqual({ outcome: 'failed', failedNode: 5, code: 'upstream' })
    const restarted = await walk(skeleton, steps, { restartEvery: 1 })
    expect(restarted.names.slice(5)).toEqual(undone)
    expect(restarted.outcome).toEqual(outcome)
  })

  it('finds out first whether a step that was not sure has applied its effect', async () => {
    const skeleton = plan(
      activity('saga', ['trigger'], { kind: 'scope', scope: { compensates: true, catches: false, always: false } }),
      activity('buy', [], { in: 'saga/0', undoneBy: 'refund' }),
      activity('fail', [], { in: 'saga/0' }),
      activity('refund', [], { in: 'saga/0' }),
    )
    const unknown: StepResult = { status: 'retry', afterMs: 60_000, unsure: true }
    const steps = doing(skeleton, { fail: FAILED, buy: (_, attempt) => (attempt === 1 ? unknown : OUT) })
    expect((await walk(skeleton, steps)).starts.slice(3)).toEqual(['buy@60020', 'refund@60030'])
    expect((await walk(skeleton, steps, { restartEvery: 1 })).starts.slice(3)).toEqual(['buy@60020', 'refund@60030'])
    const sure = doing(skeleton, { fail: FAILED, buy: { status: 'retry', afterMs: 60_000 } })
    expect((await walk(skeleton, sure)).names).toEqual(['saga', 'buy', 'fail'])
  })
})

describe('a scope with a parallel that timed out in an earlier epoch', () => {
  const ref = (node: number): NodeRef => ({ node, iteration: [] })
  const charged = (race: Partial<Draft>) =>
    plan(
      activity('saga', ['trigger'], { kind: 'scope', scope: { compensates: true, catches: false, always: false } }),
      activity('charge', [], { in: 'saga/0', undoneBy: 'refund' }),
      activity('race', ['charge'], { in: 'saga/0', kind: 'parallel', join, ...race }),
      activity('label', [], { in: 'race/0', undoneBy: 'void' }),
      activity('slow', ['label'], { in: 'race/0' }),
      activity('other', [], { in: 'race/1' }),
      activity('ship', ['race'], { in: 'saga/0' }),
      activity('tell', ['race:error'], { in: 'saga/0' }),
      activity('refund', [], { in: 'saga/0' }),
      activity('void', [], { in: 'race/0' }),
    )
  const join = { of: 'ended' as const, need: null, timeoutMs: 60, lanes: 2 }
  const timedOut = { ref: ref(3), result: { status: 'failed', code: 'join_timed_out' } satisfies StepResult }
  const known = (...nodes: number[]) => nodes.map((node) => ({ ref: ref(node), result: OUT }))

  it('goes on undoing, and tries nothing of it again', async () => {
    const skeleton = charged({})
    const { names, outcome } = await walk(skeleton, doing(skeleton, {}), {
      settled: [...known(1, 2, 4), timedOut],
    })
    expect(names).toEqual(['void', 'refund'])
    expect(outcome).toEqual({ outcome: 'failed', failedNode: 3, code: 'join_timed_out' })
  })

  it('finds out first what a call that it cut off has applied', async () => {
    const unsure: StepResult = { status: 'retry', afterMs: 0, unsure: true }
    const settled = [...known(1, 2), timedOut, { ref: ref(4), result: unsure }]
    const skeleton = charged({})
    expect((await walk(skeleton, doing(skeleton, {}), { settled })).names).toEqual(['label', 'void', 'refund'])
    const caught = charged({ catches: true })
    const failing = await walk(caught, doing(caught, { tell: FAILED }), { settled })
    expect([...failing.names].sort()).toEqual(['label', 'refund', 'tell', 'void'])
    expect(failing.outcome).toEqual({ outcome: 'failed', failedNode: 8, code: 'upstream' })
  })
})

describe('nested scopes', () => {
  const drafts = [
    activity('outer', ['trigger'], { kind: 'scope', scope: { compensates: true, catches: false, always: true } }),
    activity('each', [], { in: 'outer/0', kind: 'loop', concurrency: 1, onItemError: 'stop' }),
    activity('inner', [], { in: 'each', kind: 'scope', scope: { compensates: true, catches: true, always: true } }),
    activity('book', [], { in: 'inner/0', undoneBy: 'unbook' }),
    activity('check', ['book'], { in: 'inner/0' }),
    activity('unbook', [], { in: 'inner/0' }),
    activity('note', [], { in: 'inner/1', undoneBy: 'unnote' }),
    activity('unnote', [], { in: 'inner/1' }),
    activity('tidy', [], { in: 'inner/2' }),
    activity('last', ['each'], { in: 'outer/0' }),
    activity('close', [], { in: 'outer/2' }),
  ]
  const nested = plan(...drafts)
  const items: StepResult = { status: 'succeeded', port: 'out', count: 3 }
  const secondFails = ({ iteration }: NodeRef): StepResult => (iteration[0] === 1 ? FAILED : OUT)

  it('undo what inner ones applied when the outer one fails, and nothing twice', async () => {
    const { names } = await walk(nested, doing(nested, { each: items, check: secondFails, last: FAILED }))
    expect(names.filter((name) => name.startsWith('unbook') || name.startsWith('unnote'))).toEqual([
      'unbook[1]',
      'unbook[2]',
      'unnote[1]',
      'unbook[0]',
    ])
    expect(names.at(-1)).toBe('close')
  })

  it('are undone in the order the steps settled, across scopes that were at work at the same time', async () => {
    const skeleton = plan(
      activity('outer', ['trigger'], { kind: 'scope', scope: { compensates: true, catches: false, always: false } }),
      activity('inner', [], {
        in: 'outer/0',
        kind: 'scope',
        scope: { compensates: true, catches: false, always: false },
      }),
      activity('first', [], { in: 'inner/0', undoneBy: 'undoFirst' }),
      activity('third', ['first'], { in: 'inner/0', undoneBy: 'undoThird' }),
      activity('start', [], { in: 'outer/0' }),
      activity('pause', ['start'], { in: 'outer/0' }),
      activity('second', ['pause'], { in: 'outer/0', mode: 'segment', undoneBy: 'undoSecond' }),
      activity('fail', ['inner', 'second'], { in: 'outer/0' }),
      activity('undoFirst', [], { in: 'inner/0' }),
      activity('undoSecond', [], { in: 'outer/0' }),
      activity('undoThird', [], { in: 'inner/0' }),
    )
    const steps = doing(skeleton, { fail: FAILED })
    const slow: StepFunction = async (ref, attempt, phase) => ({
      ...(await steps(ref, attempt, phase)),
      tookMs: ref.node === 4 ? 100 : 10,
    })
    const undone = ['undoThird', 'undoSecond', 'undoFirst']
    expect((await walk(skeleton, slow)).names.slice(-3)).toEqual(undone)
    expect((await walk(skeleton, slow, { restartEvery: 2 })).names.slice(-3)).toEqual(undone)
  })

  it('run their finally lanes, inner first, when a step stops the run; and undo unless it stopped it as succeeded', async () => {
    const stopping = nested.map((node): ControlNode => (node.id === 'check' ? { ...node, kind: 'stop' } : node))
    const stop = (outcome: 'succeeded' | 'cancelled') => ({
      each: items,
      check: ({ iteration }: NodeRef): StepResult => (iteration[0] === 1 ? { status: 'stopped', outcome } : OUT),
    })
    const cancelled = await walk(stopping, doing(stopping, stop('cancelled')))
    expect(cancelled.names.slice(-5)).toEqual(['check[1]', 'unbook[1]', 'tidy[1]', 'unbook[0]', 'close'])
    expect(cancelled.outcome.outcome).toBe('cancelled')
    const succeeded = await walk(stopping, doing(stopping, stop('succeeded')))
    expect(succeeded.names.slice(-3)).toEqual(['check[1]', 'tidy[1]', 'close'])
    expect(succeeded.outcome).toEqual(SUCCEEDED)
  })

  it('are told when a neighbour ends the run: undo and finally, but no catch', async () => {
    const beside = plan(...drafts, activity('fail', ['trigger']))
    const { names, outcome } = await walk(
      beside,
      doing(beside, { each: items, fail: (_, attempt) => (attempt < 4 ? { status: 'retry', afterMs: 1 } : FAILED) }),
    )
    expect(outcome).toMatchObject({ outcome: 'failed', failedNode: beside.length - 1 })
    const others = names.filter((name) => !name.startsWith('fail'))
    expect(others.slice(-4)).toEqual(['check[0]', 'unbook[0]', 'tidy[0]', 'close'])
  })
})

describe('an unwind', () => {
  it('undoes in reverse what a cancelled run had applied, over restarts, and says what it could not', async () => {
    const skeleton = saga({ compensates: false, catches: false, always: false })
    const applied: NodeRef[] = [2, 3, 4, 5].map((node) => ({ node, iteration: [] }))
    const steps = doing(skeleton, { refund: FAILED })
    const host = createMemoryHost(skeleton, steps, { restartEvery: 1 })
    let left = applied
    const failed: NodeRef[] = []
    for (;;) {
      const end = await runUnwind(skeleton, host, { applied: left })
      if (end.outcome !== 'stale') failed.push(...end.failed)
      if (end.outcome !== 'restart') break
      left = end.applied
    }
    const undone = host.trace.flatMap((entry) => (entry.kind === 'started' ? [skeleton[entry.ref.node]?.id] : []))
    expect(undone).toEqual(['mail', 'refund', 'unreserve'])
    expect(failed).toEqual([{ node: 3, iteration: [] }])
  })
})
