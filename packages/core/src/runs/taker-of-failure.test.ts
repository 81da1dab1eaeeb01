import { expect, test } from 'vitest'
import { controlOf } from '../testing/control-of.ts'
import { type TakenPlace, takerOfFailure } from './taker-of-failure.ts'

const scope = { compensates: false, catches: true, always: true }
const join = { of: 'succeeded', need: 1, timeoutMs: null, lanes: 2 } as const
const always = { goesOn: () => true }
const words = (place: TakenPlace | null) =>
  place && `${place.kind} ${place.container} lane ${place.lane} at ${place.iteration.join('.')}`

test('the innermost frame takes a failure, at the pass that it stands in', () => {
  const control = controlOf([
    { kind: 'loop', onItemError: 'continue' },
    { kind: 'scope', region: 1, scope },
    { kind: 'loop', region: 2, lane: 0 },
    { kind: 'action', region: 3 },
    { kind: 'action', region: 1 },
  ])
  expect(words(takerOfFailure(control, { node: 4, iteration: [2, 5] }, always))).toBe('catch 2 lane 0 at 2')
  expect(words(takerOfFailure(control, { node: 5, iteration: [2] }, always))).toBe('item 1 lane null at 2')
  expect(takerOfFailure(control, { node: 4, iteration: [2, 5] }, { ...always, below: 3 })).toBeNull()
})

test('what catches catches neither itself nor what closes; the error path of its frame takes both', () => {
  const lanes = (catches: boolean) =>
    controlOf([
      { kind: 'scope', scope, catches },
      { kind: 'action', region: 1, lane: 1 },
      { kind: 'action', region: 1, lane: 2 },
    ])
  for (const node of [2, 3]) {
    expect(takerOfFailure(lanes(false), { node, iteration: [] }, always)).toBeNull()
    expect(words(takerOfFailure(lanes(true), { node, iteration: [] }, always))).toBe('error 1 lane null at ')
  }
})

test('a loop that stops takes nothing, and a parallel only what it can do without', () => {
  const control = controlOf([
    { kind: 'loop', onItemError: 'stop' },
    { kind: 'parallel', region: 1, join },
    { kind: 'action', region: 2, lane: 1 },
  ])
  const at = { node: 3, iteration: [0] }
  expect(words(takerOfFailure(control, at, always))).toBe('lane 2 lane 1 at 0')
  expect(takerOfFailure(control, at, { goesOn: () => false })).toBeNull()
})

test('the verdict on a pass of a repeat fails the repeat, and its error path takes it', () => {
  const control = controlOf([{ kind: 'repeat', catches: true }])
  expect(words(takerOfFailure(control, { node: 1, iteration: [3] }, always))).toBe('error 1 lane null at ')
  expect(takerOfFailure(control, { node: 1, iteration: [] }, always)).toBeNull()
})
