import type { ControlNode } from '@patchbay/flow/plan'
import { expect, test } from 'vitest'
import { type StoppingStep, stoppedBy } from './stopped-by.ts'

const node = (kind: ControlNode['kind'], after: number[], region: number | null = null): ControlNode => ({
  id: kind,
  kind,
  region,
  deps: after.map((each) => ({ node: each, port: 'out' })),
  mode: 'segment',
  catches: false,
})
const ran = (at: number, port = 'out', state: StoppingStep['state'] = 'succeeded'): StoppingStep => ({
  node: at,
  stepId: `s${at}`,
  name: `Step ${at}`,
  state,
  port,
  notes: port === 'filtered' ? ['Total is 80: it is not more than 100'] : null,
})

/** 0 trigger → 1 → 2 filter → 3; 4 stands beside them, after 1. */
const control = [
  node('trigger', []),
  node('action', [0]),
  node('filter', [1]),
  node('action', [2]),
  node('action', [1]),
]

test('a rule that does not hold stops the run, and says why', () => {
  expect(stoppedBy(control, [ran(1), ran(2, 'filtered'), ran(3, '', 'skipped')])).toEqual({
    stepId: 's2',
    name: 'Step 2',
    because: 'Total is 80: it is not more than 100',
  })
})

test('one that holds stops nothing, nor does one beside which another way went on', () => {
  expect(stoppedBy(control, [ran(1), ran(2), ran(3)])).toBeNull()
  expect(stoppedBy(control, [ran(1), ran(2, 'filtered'), ran(4)])).toBeNull()
  expect(stoppedBy(control, [])).toBeNull()
})

test('what ran inside of a container that came before, or around it, led to the rule', () => {
  const nested = [
    node('trigger', []),
    node('scope', [0]),
    node('action', [], 1),
    node('scope', [1]),
    node('filter', [], 3),
    node('action', [4], 3),
  ]
  const steps = [ran(1), ran(2), ran(3), ran(4, 'filtered')]
  expect(stoppedBy(nested, steps)?.stepId).toBe('s4')
  expect(stoppedBy([...nested, node('action', [3])], [...steps, ran(6)])).toBeNull()
})

test('a Stop step with a message stops the run, where another way was left', () => {
  // 0 trigger → 1 branch → 2 (paid); → 3 → 4 stop.
  const way = (kind: ControlNode['kind'], after: number, port: string): ControlNode => ({
    ...node(kind, []),
    deps: [{ node: after, port }],
  })
  const paidOrNot = [
    node('trigger', []),
    node('branch', [0]),
    way('action', 1, 'paid'),
    way('action', 1, 'otherwise'),
    node('stop', [3]),
  ]
  const stop = { ...ran(4), port: null, notes: ['not paid'] }
  const before = [ran(1, 'otherwise'), ran(2, '', 'skipped'), ran(3)]
  expect(stoppedBy(paidOrNot, [...before, stop])).toEqual({ stepId: 's4', name: 'Step 4', because: 'not paid' })
  // Without one its author says nothing about it.
  expect(stoppedBy(paidOrNot, [...before, { ...stop, notes: [] }])).toBeNull()
  // What waited beside it was cut off.
  expect(stoppedBy([...paidOrNot, node('wait', [0])], [...before, ran(5, '', 'cancelled'), stop])?.because).toBe(
    'not paid',
  )
})

test('a Stop step at the very end stopped nothing; what is there for a failure was not left', () => {
  const toTheEnd = [node('trigger', []), node('action', [0]), node('stop', [1])]
  const steps = [ran(1), { ...ran(2), port: null, notes: ['All shipped'] }]
  expect(stoppedBy(toTheEnd, steps)).toBeNull()
  const helped = [...toTheEnd, { ...node('action', []), deps: [{ node: 1, port: 'error' }] }]
  expect(stoppedBy(helped, steps)).toBeNull()
  // 3 parallel of which one lane was enough, 4 → 5 in the other.
  const lanes = { ...node('parallel', [1]), join: { of: 'succeeded' as const, need: 1, timeoutMs: null, lanes: 2 } }
  const raced = [...toTheEnd, lanes, node('action', [], 3), node('action', [4], 3)]
  expect(stoppedBy(raced, [...steps, ran(3), ran(4), ran(5, '', 'cancelled')])).toBeNull()
  // What a person skipped is passed, and so is what comes after it.
  const passed = [node('trigger', []), node('action', [0]), node('action', [1]), node('stop', [2])]
  expect(stoppedBy(passed, [ran(1, 'out', 'skipped'), ran(2), { ...ran(3), port: null, notes: ['Done'] }])).toBeNull()
})
