import type { ControlNode } from '@patchbay/flow/plan'
import { describe, expect, it } from 'vitest'
import type { NodeRef, StepResult } from './host.ts'
import { createMemoryHost, type StepFunction } from './memory-host.ts'
import { runPlan } from './run-plan.ts'
import { activity, type Draft, plan, walk } from './testing/draw-plan.ts'

const OUT: StepResult = { status: 'succeeded', port: 'out' }
const FAILED: StepResult = { status: 'failed', code: 'upstream' }
const SUCCEEDED = { outcome: 'succeeded', failedNode: null, code: null }
const SAGA = { compensates: true, catches: false, always: false }
const ALL: Draft['join'] = { of: 'ended', need: null, timeoutMs: null, lanes: 2 }

type Does = Record<string, StepResult | ((attempt: number) => StepResult)>

/** What steps do, by name; those not named succeed after 10 ms. */
const doing =
  (skeleton: ControlNode[], by: Does = {}): StepFunction =>
  ({ node }, attempt, phase) => {
    const id = skeleton[node]?.id ?? ''
    const result = by[phase ? `${id}:${phase}` : id] ?? OUT
    return { result: typeof result === 'function' ? result(attempt) : result, tookMs: 10 }
  }

/** What an earlier epoch had got to, in that order; `ship!` failed, `charge?` may have been applied, `saga~` was undoing. */
function known(skeleton: ControlNode[], ids: string): { ref: NodeRef; result: StepResult }[] {
  return ids.split(' ').map((name) => {
    const node = skeleton.findIndex(({ id }) => id === name.replace(/[!?~]/, ''))
    const told: Record<string, StepResult> = {
      '!': FAILED,
      '?': { status: 'retry', afterMs: 0, unsure: true },
      '~': { status: 'succeeded', port: 'out', undoing: true },
    }
    return { ref: { node, iteration: [] }, result: told[name.at(-1) ?? ''] ?? OUT }
  })
}

/** In one lane of a frame a scope that charges and ships, in the other a neighbour of two steps. */
const framed = (frame: Partial<Draft>, scope: Partial<Draft> = {}, ...more: Draft[]) =>
  plan(
    activity('frame', ['trigger'], { kind: 'parallel', join: ALL, ...frame }),
    activity('saga', [], { in: 'frame/0', kind: 'scope', scope: SAGA, ...scope }),
    activity('charge', [], { in: 'saga/0', undoneBy: 'refund' }),
    activity('ship', ['charge'], { in: 'saga/0' }),
    activity('refund', [], { in: 'saga/0' }),
    activity('slow', [], { in: 'frame/1' }),
    activity('after', ['slow'], { in: 'frame/1' }),
    activity('next', ['frame']),
    activity('tell', ['frame:error']),
    ...more,
  )
const AS_IT_FAILED = 'frame saga charge ship!'

describe('a later epoch that knows the failure of a scope', () => {
  it('calls nothing that the failure is going to cut off while the scope is undone', async () => {
    for (const [before, called] of [
      [AS_IT_FAILED, ['refund', 'tell']],
      [`${AS_IT_FAILED} refund`, ['tell']],
      ['frame slow saga charge ship!', ['refund', 'tell']],
    ] as const) {
      for (const options of [{}, { restartEvery: 1 }]) {
        const skeleton = framed({ catches: true })
        const { names, skipped, outcome } = await walk(skeleton, doing(skeleton), {
          settled: known(skeleton, before),
          ...options,
        })
        expect(names, before).toEqual(called)
        expect(skipped, before).toContain('after')
        expect(outcome).toEqual(SUCCEEDED)
      }
    }
    const bare = framed({})
    const { names, outcome } = await walk(bare, doing(bare), { settled: known(bare, AS_IT_FAILED) })
    expect(names).toEqual(['refund'])
    expect(outcome).toMatchObject({ outcome: 'failed', failedNode: 4 })
  })

  it('nor while its finally lane is gone through, a person is asked, or an effect is found out', async () => {
    const scope = { scope: { ...SAGA, always: true } }
    const closing = activity('close', [], { in: 'saga/2' })
    const skeleton = framed({ catches: true }, scope, closing, activity('lock', ['close'], { in: 'saga/2' }))
    const steps = doing(skeleton, {
      refund: (attempt) => (attempt === 1 ? { status: 'held', reason: 'decision', forMs: 5_000 } : OUT),
      close: (attempt) => (attempt === 1 ? { status: 'retry', afterMs: 5_000 } : OUT),
    })
    const settled = known(skeleton, 'frame saga charge? ship!')
    // What may have been applied is looked at although what failed stands after it.
    settled.splice(3, 1, ...known(skeleton, 'ship!'))
    const unordered = skeleton.map((node): ControlNode => (node.id === 'ship' ? { ...node, deps: [] } : node))
    for (const options of [{}, { restartEvery: 1 }]) {
      const { names } = await walk(unordered, steps, { settled, ...options })
      expect(names).toEqual(['charge', 'refund', 'refund', 'close', 'close', 'lock', 'tell'])
    }
  })

  it('nor where the failure goes on through a scope around, or takes the last lane that a join could do with', async () => {
    const nested = plan(
      activity('each', ['trigger'], { kind: 'parallel', catches: true }),
      activity('outer', [], { in: 'each', kind: 'scope', scope: SAGA }),
      activity('saga', [], { in: 'outer/0', kind: 'scope', scope: SAGA }),
      activity('charge', [], { in: 'saga/0', undoneBy: 'refund' }),
      activity('ship', ['charge'], { in: 'saga/0' }),
      activity('inside', [], { in: 'outer/0' }),
      activity('outside', [], { in: 'each' }),
      activity('refund', [], { in: 'saga/0' }),
      activity('tell', ['each:error']),
    )
    const ofNested = await walk(nested, doing(nested), { settled: known(nested, 'each outer saga charge ship!') })
    expect(ofNested.names).toEqual(['refund', 'tell'])
    for (const join of [
      { ...ALL, need: 1 },
      { ...ALL, of: 'succeeded' as const, need: 2 },
    ]) {
      const skeleton = framed({ join, catches: true })
      const { names } = await walk(skeleton, doing(skeleton), { settled: known(skeleton, AS_IT_FAILED) })
      expect(names).toEqual(['refund', join.of === 'ended' ? 'next' : 'tell'])
    }
  })

  it('nor where the catch lane is known to have failed, too', async () => {
    const sorry = activity('sorry', [], { in: 'saga/1' })
    const skeleton = framed({ catches: true }, { scope: { ...SAGA, catches: true } }, sorry)
    const settled = known(skeleton, `${AS_IT_FAILED} refund sorry!`)
    expect((await walk(skeleton, doing(skeleton), { settled })).names).toEqual(['tell'])
    // A question to a person is put again before the walk comes to what is known behind it.
    const asked = skeleton.map(
      ({ undo, ...node }): ControlNode => (node.id === 'charge' ? { ...node, asksUndo: true } : node),
    )
    expect((await walk(asked, doing(asked), { settled })).names).toEqual(['charge:ask_undo', 'tell'])
  })

  it('goes on with what the failure does not cut off', async () => {
    const first = framed({ join: { ...ALL, of: 'succeeded', need: 1 } })
    const raced = await walk(first, doing(first), { settled: known(first, AS_IT_FAILED) })
    expect(raced.starts).toEqual(['slow@0', 'refund@0', 'after@10', 'next@20'])
    for (const caught of [{ catches: true }, { scope: { ...SAGA, catches: true } }]) {
      const skeleton = framed({ catches: true }, caught)
      const { starts } = await walk(skeleton, doing(skeleton), { settled: known(skeleton, AS_IT_FAILED) })
      expect(starts).toEqual(['slow@0', 'refund@0', 'after@10', 'next@20'])
    }
    const beside = framed({ catches: true }, {}, activity('beside', ['trigger']))
    const { starts } = await walk(beside, doing(beside), { settled: known(beside, AS_IT_FAILED) })
    expect(starts).toEqual(['beside@0', 'refund@0', 'tell@10'])
  })

  it('goes on with undoing and closing, also in the lane that is cut off', async () => {
    const skeleton = framed(
      { catches: true },
      {},
      activity('other', [], { in: 'frame/1', kind: 'scope', scope: { ...SAGA, always: true } }),
      activity('book', [], { in: 'other/0', undoneBy: 'unbook' }),
      activity('check', ['book'], { in: 'other/0' }),
      activity('close', [], { in: 'other/2' }),
      activity('unbook', [], { in: 'other/0' }),
    )
    const settled = known(skeleton, 'frame saga charge other book ship! check!')
    const { names } = await walk(skeleton, doing(skeleton), { settled })
    expect([...names].sort()).toEqual(['close', 'refund', 'tell', 'unbook'])
  })

  it('holds nothing back for a failure of its own, nor where the host has it as before', async () => {
    const skeleton = framed({ catches: true })
    const failing = doing(skeleton, { ship: FAILED })
    const own = await walk(skeleton, failing, { settled: known(skeleton, 'frame saga charge') })
    expect(own.names).toEqual(['slow', 'ship', 'after', 'refund', 'tell'])
    const host = { ...createMemoryHost(skeleton, doing(skeleton)), holdsForKnownFailures: false }
    await runPlan(skeleton, host, { settled: known(skeleton, AS_IT_FAILED) })
    const called = host.trace.flatMap((entry) => (entry.kind === 'started' ? [skeleton[entry.ref.node]?.id] : []))
    expect(called).toContain('slow')
  })

  it('ends also where a time-out comes at the moment at which its join is cut off', async () => {
    const skeleton = plan(
      activity('saga', ['trigger'], { kind: 'scope', scope: { ...SAGA, always: true } }),
      activity('ship', [], { in: 'saga/0' }),
      activity('close', [], { in: 'saga/2' }),
      activity('race', ['trigger'], { kind: 'parallel', join: { of: 'ended', need: 1, timeoutMs: 40, lanes: 1 } }),
      activity('quick', [], { in: 'race/0' }),
    )
    const settled = known(skeleton, 'saga race')
    const steps = doing(skeleton, { ship: FAILED })
    const took = [0, 0, 10, 30, 0, 15]
    const timed: StepFunction = async (ref, ...of) => ({ ...(await steps(ref, ...of)), tookMs: took[ref.node] ?? 0 })
    const { names, outcome } = await walk(skeleton, timed, { settled })
    expect(names).toEqual(['ship', 'quick', 'close'])
    expect(outcome).toMatchObject({ outcome: 'failed', failedNode: 2 })
  })
})

describe('a later epoch that knows that the undo of a scope has begun', () => {
  const SAGA_OF_TWO = (place: Partial<Draft>, after: string[] = []): Draft[] => [
    activity('saga', after, { kind: 'scope', scope: SAGA, ...place }),
    activity('charge', [], { in: 'saga/0', undoneBy: 'refund' }),
    activity('ship', ['charge'], { in: 'saga/0', undoneBy: 'recall' }),
    activity('refund', [], { in: 'saga/0' }),
    activity('recall', [], { in: 'saga/0' }),
  ]
  const calls = async (skeleton: ControlNode[], before: string) => {
    const { names, outcome } = await walk(skeleton, doing(skeleton), { settled: known(skeleton, before) })
    return { names: [...names].sort(), outcome: outcome.outcome }
  }

  it('undoes the rest of it, although all its steps had gone through and what cut it off is outside', async () => {
    const beside = [activity('beside', ['trigger']), activity('next', ['saga'])]
    const skeleton = plan(...SAGA_OF_TWO({}, ['trigger']), ...beside)
    const wanted = { names: ['refund'], outcome: 'failed' }
    expect(await calls(skeleton, 'saga~ charge beside! ship recall')).toEqual(wanted)
    // The first undo is under way, or put to a person.
    const first = { names: ['recall', 'refund'], outcome: 'failed' }
    expect(await calls(skeleton, 'saga~ charge beside! ship')).toEqual(first)
    const asked = skeleton.map(({ undo, ...node }): ControlNode => {
      if (node.id === 'ship') return { ...node, asksUndo: true }
      return undo === undefined ? node : { ...node, undo }
    })
    const put = { names: ['refund', 'ship:ask_undo'], outcome: 'failed' }
    expect(await calls(asked, 'saga~ charge beside! ship')).toEqual(put)
  })

  it('and then what is around it', async () => {
    const around = [
      activity('outer', ['trigger'], { kind: 'scope', scope: SAGA }),
      activity('book', [], { in: 'outer/0', undoneBy: 'unbook' }),
      activity('unbook', [], { in: 'outer/0' }),
    ]
    const beside = [activity('beside', ['trigger']), activity('next', ['outer'])]
    const skeleton = plan(...around, ...SAGA_OF_TWO({ in: 'outer/0' }, ['book']), ...beside)
    const before = 'outer book saga~ charge beside! ship recall'
    expect(await calls(skeleton, before)).toEqual({ names: ['refund', 'unbook'], outcome: 'failed' })
  })

  it('also in a lane that its parallel went on without', async () => {
    const skeleton = plan(
      activity('race', ['trigger'], { kind: 'parallel', join: { of: 'ended', need: 1, timeoutMs: null, lanes: 2 } }),
      activity('quick', [], { in: 'race/0' }),
      ...SAGA_OF_TWO({ in: 'race/1' }),
      activity('next', ['race']),
      activity('last', ['next']),
    )
    const before = 'race saga~ charge quick ship next recall'
    expect(await calls(skeleton, before)).toEqual({ names: ['last', 'refund'], outcome: 'succeeded' })
  })

  it('sees that it was a scope around, and goes on to what is known behind the inner one', async () => {
    const around = [activity('outer', ['trigger'], { kind: 'scope', scope: SAGA }), activity('beside', ['trigger'])]
    const closing = { in: 'outer/0', scope: { ...SAGA, always: true } }
    const inFinally = plan(...around, ...SAGA_OF_TWO(closing), activity('close', [], { in: 'saga/2' }))
    const next = plan(...around, ...SAGA_OF_TWO({ in: 'outer/0' }), activity('close', ['saga'], { in: 'outer/0' }))
    for (const skeleton of [inFinally, next]) {
      const before = 'outer~ saga charge ship close! recall'
      expect(await calls(skeleton, before)).toEqual({ names: ['refund'], outcome: 'failed' })
    }
  })

  it('is not told so of a round before, in which it went through since', async () => {
    const skeleton = plan(...SAGA_OF_TWO({}, ['trigger']), activity('next', ['saga']))
    const before = 'saga charge ship recall'
    expect(await calls(skeleton, before)).toEqual({ names: ['next'], outcome: 'succeeded' })
  })
})

it('a later epoch goes through what is known, and was caught, before it takes what a repeat fails with', async () => {
  const skeleton = plan(
    activity('poll', ['trigger'], { kind: 'repeat', repeat: { maxTimes: 1, atLimit: 'fail', delayMs: 0 } }),
    activity('look', [], { in: 'poll' }),
    activity('box', ['trigger'], { kind: 'scope', scope: { ...SAGA, compensates: false }, catches: true }),
    activity('breaks', [], { in: 'box/0' }),
    activity('saga', ['box:error'], { kind: 'scope', scope: SAGA }),
    activity('charge', [], { in: 'saga/0', undoneBy: 'refund' }),
    activity('ship', ['charge'], { in: 'saga/0' }),
    activity('refund', [], { in: 'saga/0' }),
  )
  const settled = known(skeleton, 'poll look box breaks! saga charge').map((one) => {
    const isLook = skeleton[one.ref.node]?.id === 'look'
    return isLook ? { ...one, ref: { ...one.ref, iteration: [0] } } : one
  })
  const steps = doing(skeleton, { 'poll:check': { status: 'succeeded', port: 'again' } })
  const { names, outcome } = await walk(skeleton, steps, { settled })
  expect(names).toEqual(['poll[0]:check', 'refund'])
  expect(outcome).toMatchObject({ outcome: 'failed', failedNode: 1 })
})
