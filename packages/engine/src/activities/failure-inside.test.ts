import type { FailedStep } from '@patchbay/core/runs/load-failures'
import type { ControlNode } from '@patchbay/flow/plan'
import { describe, expect, test } from 'vitest'
import { constant, loopStep, type Node, placed, planOf, scopeStep, setStep } from '../testing/plans.ts'
import { failureInside } from './failure-inside.ts'

const failed = (node: number, iteration = ''): FailedStep => ({
  node,
  stepId: `s${node}`,
  iteration,
  error: { code: 'upstream', message: `node ${node} failed` },
})
const parallel = (join?: ControlNode['join']): Node => ({
  control: { id: 'race', kind: 'parallel', mode: 'segment', ...(join ? { join } : {}) },
  work: { kind: 'parallel', name: 'race' },
})
const inScope = (inner: Node, more: Node[]) =>
  planOf([
    scopeStep('try', { compensates: false, catches: true, always: false }),
    placed(inner, { region: 1, lane: 0, deps: [] }),
    ...more,
  ])
const scope = { container: 1, iteration: [], lane: 0 }

describe('why a container failed', () => {
  test('is the first failure that nothing inside took', () => {
    const plan = inScope(loopStep('each', { list: constant('x'), control: { onItemError: 'continue' } }), [
      placed(setStep('inner', constant('x')), { region: 2, deps: [] }),
      placed(setStep('last', constant('x')), { region: 1, lane: 0, deps: [{ node: 2, port: 'out' }] }),
    ])
    expect(failureInside(plan, [failed(3, '0'), failed(3, '4'), failed(4)], scope)).toMatchObject({ step: 'last' })
    expect(failureInside(plan, [failed(3, '0')], scope)).toBeNull()
  })

  test('is none while a join has lanes enough', () => {
    const plan = inScope(parallel({ of: 'succeeded', need: 1, timeoutMs: null, lanes: 2 }), [
      placed(setStep('one', constant('x')), { region: 2, lane: 0, deps: [] }),
      placed(setStep('two', constant('x')), { region: 2, lane: 1, deps: [] }),
    ])
    expect(failureInside(plan, [failed(3)], scope)).toBeNull()
    expect(failureInside(plan, [failed(3), failed(4)], scope)).toMatchObject({ step: 'one' })
  })

  test('is the time-out of a join where no step failed', () => {
    const plan = inScope(parallel({ of: 'ended', need: null, timeoutMs: 50, lanes: 1 }), [])
    expect(failureInside(plan, [], scope)).toMatchObject({ code: 'join_timed_out', step: 'race' })
  })

  test('is looked for in one pass and in one lane only', () => {
    const plan = planOf([
      loopStep('each', { list: constant('x') }),
      placed(scopeStep('try', { compensates: false, catches: true, always: false }), { region: 1, deps: [] }),
      placed(setStep('tried', constant('x')), { region: 2, lane: 0, deps: [] }),
      placed(setStep('caught', constant('x')), { region: 2, lane: 1, deps: [] }),
    ])
    const failures = [failed(3, '0'), failed(4, '1')]
    expect(failureInside(plan, failures, { container: 2, iteration: [0], lane: 0 })).toMatchObject({ step: 'tried' })
    expect(failureInside(plan, failures, { container: 2, iteration: [1], lane: 0 })).toBeNull()
    expect(failureInside(plan, failures, { container: 2, iteration: [1] })).toMatchObject({ step: 'caught' })
  })
})
