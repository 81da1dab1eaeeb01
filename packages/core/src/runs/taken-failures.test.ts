import type { ControlNode } from '@patchbay/flow/plan'
import { describe, expect, test } from 'vitest'
import { controlOf } from '../testing/control-of.ts'
import { type RanStep, takenFailures } from './taken-failures.ts'

const ran = (node: number, state: RanStep['state'], more: Partial<RanStep> = {}): RanStep => ({
  ...{ node, iteration: '', state, sentAt: null, effect: 'create' },
  port: state === 'succeeded' ? 'out' : null,
  ...more,
})
/** Those that a retry leaves, as node or node[iteration]. */
const left = (control: ControlNode[], rows: RanStep[], again: number[] = []) => {
  const taken = takenFailures(control, rows, new Set(again))
  return rows
    .filter((row) => taken.leaves(row) !== null)
    .map(({ node, iteration }) => (iteration === '' ? `${node}` : `${node}[${iteration}]`))
}

describe('a scope that catches', () => {
  /** 1 scope: 2 and 3 are tried side by side, 4 catches, 5 closes; 6 undoes 2. */
  const control = controlOf([
    { kind: 'scope', scope: { compensates: true, catches: true, always: true } },
    { kind: 'action', region: 1, lane: 0, undo: 6 },
    { kind: 'action', region: 1, lane: 0 },
    { kind: 'action', region: 1, lane: 1 },
    { kind: 'action', region: 1, lane: 2 },
    { kind: 'action', region: 1, undoOf: 2 },
  ])
  const caught = [ran(2, 'succeeded'), ran(3, 'failed'), ran(6, 'succeeded')]

  test('leaves what it took once what catches has begun, and what it undid', () => {
    const rows = [...caught, ran(4, 'succeeded')]
    expect(left(control, rows)).toEqual(['3'])
    expect(takenFailures(control, rows).leavesUndone(ran(2, 'succeeded'))).toMatchObject({ container: 1 })
    // A run that was cancelled before is tried again from the start.
    expect(left(control, [...caught, ran(4, 'skipped')])).toEqual([])
    expect(left(control, caught)).toEqual([])
  })

  test('is gone on with where what catches or closes did not go through', () => {
    expect(left(control, [...caught, ran(4, 'failed')])).toEqual(['3'])
    expect(left(control, [...caught, ran(4, 'cancelled')])).toEqual(['3'])
    expect(left(control, [...caught, ran(4, 'succeeded'), ran(5, 'failed')])).toEqual(['3'])
  })

  test('leaves nothing where a step that it tried is wanted again, and all where only what catches is', () => {
    const rows = [...caught, ran(4, 'succeeded')]
    expect(left(control, rows, [2, 4, 5, 6])).toEqual([])
    expect(left(control, rows, [4, 5])).toEqual(['3'])
  })

  test('has what was cut off looked after while nobody knows whether it is to be undone', () => {
    const cut = ran(2, 'cancelled', { sentAt: new Date() })
    expect(left(control, [cut, ran(3, 'failed'), ran(4, 'succeeded')])).toEqual(['3'])
    expect(left(control, [{ ...cut, sentAt: null }, ran(3, 'failed'), ran(4, 'succeeded')])).toEqual(['2', '3'])
  })
})

test('an error path leaves all in its frame; without one nothing is taken', () => {
  const box = (catches: boolean) =>
    controlOf([
      { kind: 'parallel', catches },
      { kind: 'action', region: 1 },
      { kind: 'action', region: 1 },
      { kind: 'action' },
    ])
  const rows = [ran(2, 'failed'), ran(3, 'cancelled'), ran(4, 'failed')]
  expect(left(box(true), rows)).toEqual(['2', '3'])
  expect(left(box(false), rows)).toEqual([])
})

test('a step with an error path of its own is none of those that are left or tried again', () => {
  const control = controlOf([{ kind: 'action', catches: true }])
  expect(left(control, [ran(1, 'failed', { port: 'error' })])).toEqual([])
})

test('a loop leaves the items that it went on after, and no others', () => {
  const control = controlOf([
    { kind: 'loop' },
    { kind: 'loop', region: 1, onItemError: 'continue' },
    { kind: 'action', region: 2 },
    { kind: 'action', region: 2 },
  ])
  const rows = [
    ran(3, 'failed', { iteration: '0.1' }),
    ran(4, 'cancelled', { iteration: '0.1' }),
    ran(4, 'cancelled', { iteration: '0.10' }),
    ran(4, 'cancelled', { iteration: '1.1' }),
  ]
  expect(left(control, rows)).toEqual(['3[0.1]', '4[0.1]'])
  // It failed itself in the end: its items are tried again with it.
  expect(left(control, [...rows, ran(2, 'failed', { iteration: '0' })])).toEqual([])
})

describe('a parallel', () => {
  const join = { of: 'succeeded', need: 1, timeoutMs: 50, lanes: 3 } as const
  const lanes = (of: Partial<ControlNode['join']> = {}, more: Partial<ControlNode> = {}) =>
    controlOf([
      { kind: 'parallel', join: { ...join, ...of }, ...more },
      { kind: 'action', region: 1, lane: 0 },
      { kind: 'action', region: 1, lane: 1 },
      { kind: 'scope', region: 1, lane: 2, scope: { compensates: false, catches: true, always: false } },
      { kind: 'action', region: 4, lane: 0 },
      { kind: 'action', region: 4, lane: 1 },
    ])
  const caughtInside = [ran(4, 'succeeded'), ran(5, 'failed'), ran(6, 'succeeded')]

  test('leaves lanes that it can do without; when too few are left, they are tried again', () => {
    expect(left(lanes(), [ran(2, 'failed'), ran(3, 'failed'), ...caughtInside])).toEqual(['2', '3', '5'])
    expect(left(lanes({ need: 2 }), [ran(2, 'failed'), ran(3, 'failed'), ...caughtInside])).toEqual(['5'])
    expect(left(lanes({ of: 'ended', need: null }), [ran(2, 'failed'), ...caughtInside])).toEqual(['5'])
  })

  test('leaves what was cut off in a lane once it had come together without it', () => {
    expect(left(lanes(), [ran(2, 'succeeded'), ran(3, 'cancelled')])).toEqual(['3'])
    expect(left(lanes({ need: 2 }), [ran(2, 'succeeded'), ran(3, 'cancelled'), ...caughtInside])).toEqual(['3', '5'])
    expect(left(lanes({ need: 2 }), [ran(2, 'succeeded'), ran(3, 'cancelled')])).toEqual([])
  })

  test('that ran out of time begins anew with all its lanes, unless its error path took that', () => {
    const rows = [ran(2, 'failed'), ran(3, 'cancelled')]
    expect(left(lanes(), [...rows, ran(1, 'failed')])).toEqual([])
    expect(left(lanes({}, { catches: true }), [...rows, ran(1, 'failed', { port: 'error' })])).toEqual(['2', '3'])
  })
})

test('what an outer frame undid is done again, though it stands in what an inner one took', () => {
  const within = (inner: boolean) =>
    controlOf([
      { kind: 'scope', scope: { compensates: true, catches: false, always: false } },
      { kind: 'scope', region: 1, lane: 0, scope: { compensates: inner, catches: true, always: false } },
      { kind: 'action', region: 2, lane: 0, undo: 6 },
      { kind: 'action', region: 2, lane: 0 },
      { kind: 'action', region: 2, lane: 1 },
      { kind: 'action', region: 2, undoOf: 3 },
    ])
  const rows = [ran(3, 'succeeded'), ran(4, 'failed'), ran(5, 'succeeded'), ran(6, 'succeeded')]
  expect(takenFailures(within(false), rows).leavesUndone(ran(3, 'succeeded'))).toBeNull()
  expect(takenFailures(within(true), rows).leavesUndone(ran(3, 'succeeded'))).toMatchObject({ kind: 'catch' })
  expect(left(within(false), rows)).toEqual(['4'])
})
