import type { Plan } from '@patchbay/flow/plan'
import { expect, test } from 'vitest'
import { constant, loopStep, placed, planOf, repeatStep, setStep } from '../testing/plans.ts'
import { seenIteration } from './seen-iteration.ts'

const forever = { kind: 'compare', left: constant('a'), operator: 'equals', right: constant('a') } as const

/** 1 loop a { 2 repeat b { 3 inner } 4 beside } 5 loop c { 6 other } 7 repeat d { 8 repeat e { 9 deep } } 10 after */
const plan: Plan = planOf([
  loopStep('a', { list: constant('x') }),
  placed(repeatStep('b', { until: forever, maxTimes: 9 }), { region: 1, deps: [] }),
  placed(setStep('inner', constant('x')), { region: 2, deps: [] }),
  placed(setStep('beside', constant('x')), { region: 1, deps: [{ node: 2, port: 'out' }] }),
  loopStep('c', { list: constant('x') }),
  placed(setStep('other', constant('x')), { region: 5, deps: [] }),
  repeatStep('d', { until: forever, maxTimes: 9 }),
  placed(repeatStep('e', { until: forever, maxTimes: 9 }), { region: 7, deps: [] }),
  placed(setStep('deep', constant('x')), { region: 8, deps: [] }),
  setStep('after', constant('x')),
])
const lastPass = ({ node }: { node: number }) => (node === 2 ? 4 : node === 7 ? 2 : node === 8 ? 6 : null)
const seen = (node: number, iteration: number[], of: number) =>
  seenIteration(plan, { node, iteration }, { node: of, lastPass })

test('a step sees those of its own pass and of the ones around it', () => {
  expect(seen(3, [7, 1], 1)).toEqual([])
  expect(seen(3, [7, 1], 4)).toEqual([7])
})

test('of a repeat that is over it sees the last pass, and of one inside another the last of the last', () => {
  expect(seen(4, [7], 3)).toEqual([7, 4])
  expect(seen(10, [], 9)).toEqual([2, 6])
})

test('a repeat’s own check sees the pass that has just ended', () => {
  expect(seen(2, [7, 3], 3)).toEqual([7, 3])
})

test('nothing is seen of a loop that has many passes, be it at the same depth', () => {
  expect(seen(6, [7], 4)).toBeNull()
  expect(seen(10, [], 6)).toBeNull()
})
