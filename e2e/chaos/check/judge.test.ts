import { describe, expect, test } from 'vitest'
import { WRITE_STEP_IDS } from '../chaos-flow.ts'
import { type Evidence, judge } from './judge.ts'

const clean = (): Evidence => ({
  stockBefore: 10,
  journal: {
    events: [
      {
        deliveryId: 'd1',
        orderId: '1',
        orderName: '#1',
        paymentIntentId: 'pi_1',
        pieces: 2,
        sendings: [{ copy: 1, tries: ['202'], acceptedAt: '2026-11-21T08:00:00Z' }],
      },
    ],
  },
  platform: {
    deliveries: [{ id: 'x', vendorId: 'd1', state: 'expanded' }],
    runs: [{ id: 'r1', orderId: '1', state: 'succeeded', reason: null, failedStepId: null, ended: true }],
    steps: WRITE_STEP_IDS.map((stepId) => ({
      runId: 'r1',
      stepId,
      state: 'succeeded',
      attempts: 1,
      key: `key-${stepId}`,
      outputId: null,
    })),
    attempts: WRITE_STEP_IDS.map((stepId) => ({ runId: 'r1', stepId, number: 1, outcome: 'succeeded' })),
    decisions: [],
  },
  vendors: {
    stock: 8,
    effects: WRITE_STEP_IDS.map((step) => ({
      step,
      orderId: step === 'take' ? null : '1',
      entity: `${step}-1`,
      key: `key-${step}`,
    })),
  },
})

test('what went well is clean', () => {
  expect(judge(clean())).toEqual({
    lost: [],
    stuck: [],
    doubled: [],
    contradictions: [],
    explained: [],
    mayRepeat: 0,
    decisions: { asked: 0, done: 0, again: 0 },
  })
})

describe('what went wrong is found', () => {
  test.each<[string, 'lost' | 'stuck' | 'doubled' | 'contradictions', (evidence: Evidence) => void]>([
    ['an accepted event without a run', 'lost', ({ platform }) => platform.runs.pop()],
    ['a run that succeeded without a step', 'lost', ({ platform }) => platform.steps.pop()],
    [
      'a run that ended without a reason',
      'lost',
      ({ platform }) => platform.runs.splice(0, 1, { ...first(platform.runs), state: 'failed' }),
    ],
    [
      'a run that has not ended',
      'stuck',
      ({ platform }) => platform.runs.splice(0, 1, { ...first(platform.runs), state: 'running', ended: false }),
    ],
    [
      'an open step in an ended run',
      'stuck',
      ({ platform }) => platform.steps.splice(0, 1, { ...first(platform.steps), state: 'running' }),
    ],
    [
      'an intent without an outcome',
      'stuck',
      ({ platform }) => platform.attempts.splice(0, 1, { ...first(platform.attempts), outcome: null }),
    ],
    [
      'a delivery that nobody took',
      'stuck',
      ({ platform }) => platform.deliveries.push({ id: 'y', vendorId: 'd1', state: 'accepted' }),
    ],
    ['two runs for one event', 'doubled', ({ platform }) => platform.runs.push({ ...first(platform.runs), id: 'r2' })],
    ['an effect applied twice', 'doubled', ({ vendors }) => vendors.effects.push(first(vendors.effects))],
    [
      'a call inside a step made twice',
      'doubled',
      ({ vendors }) => {
        const shipment = { step: 'shipment', orderId: '1', key: null } as const
        vendors.effects.push({ ...shipment, entity: 'shp_1' }, { ...shipment, entity: 'shp_2' })
      },
    ],
    ['a step that succeeded without an effect', 'contradictions', ({ vendors }) => vendors.effects.shift()],
    [
      'an effect that no step tells of',
      'contradictions',
      ({ platform }) => platform.steps.splice(0, 1, { ...first(platform.steps), state: 'failed' }),
    ],
    [
      'goods that left under a key that nobody knows',
      'contradictions',
      ({ vendors }) => vendors.effects.push({ step: 'take', orderId: null, entity: 'other', key: 'other' }),
    ],
    [
      'goods that left and that nobody tells of',
      'contradictions',
      ({ vendors }) => {
        vendors.stock -= 1
      },
    ],
  ])('%s', (_, where, spoil) => {
    const evidence = clean()
    spoil(evidence)
    expect(judge(evidence)[where]).not.toEqual([])
  })
})

test('a second mail is counted and is no double', () => {
  const evidence = clean()
  evidence.vendors.effects.push({ step: 'mail', orderId: '1', entity: 'mail-2', key: null })
  expect(judge(evidence)).toMatchObject({ doubled: [], mayRepeat: 1 })
})

function first<T>(list: T[]): T {
  const [item] = list
  if (item === undefined) throw new Error('The list is empty')
  return item
}
