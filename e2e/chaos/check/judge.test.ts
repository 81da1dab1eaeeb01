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
    states: [1, 2].map((version) => ({
      deliveryId: `s${version}`,
      orderId: '1',
      version,
      acceptedAt: '2026-11-21T08:00:01Z',
    })),
  },
  platform: {
    deliveries: [{ id: 'x', vendorId: 'd1', state: 'expanded' }],
    runs: [
      { id: 'r1', orderId: '1', state: 'succeeded', reason: null, reasonCode: null, failedStepId: null, ended: true },
    ],
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
    orphans: [{ what: 'runs without a delivery', count: 0 }],
    stateRuns: ['s1', 's2'].map((deliveryVendorId) => ({ deliveryVendorId, state: 'succeeded', reasonCode: null })),
  },
  vendors: {
    states: [
      { orderId: '1', version: 1 },
      { orderId: '1', version: 2 },
    ],
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
    outOfOrder: [],
    orphaned: [],
    contradictions: [],
    explained: [],
    reasons: {},
    mayRepeat: 0,
    decisions: { asked: 0, done: 0, again: 0 },
  })
})

describe('what went wrong is found', () => {
  type Finding = 'lost' | 'stuck' | 'doubled' | 'outOfOrder' | 'orphaned' | 'contradictions'
  test.each<[string, Finding, (evidence: Evidence) => void]>([
    ['an accepted event without a run', 'lost', ({ platform }) => platform.runs.pop()],
    ['a run that succeeded without a step', 'lost', ({ platform }) => platform.steps.pop()],
    [
      'a run that ended without a reason',
      'lost',
      ({ platform }) => platform.runs.splice(0, 1, { ...first(platform.runs), state: 'failed' }),
    ],
    [
      'a run that failed, and by nothing of a vendor',
      'lost',
      ({ platform }) =>
        platform.runs.splice(0, 1, {
          ...first(platform.runs),
          state: 'failed',
          reason: '“tag” failed: The mapping gave a text.',
          reasonCode: 'mapping_type',
        }),
    ],
    [
      'a run that was cancelled, which nobody asked for',
      'lost',
      ({ platform }) =>
        platform.runs.splice(0, 1, {
          ...first(platform.runs),
          state: 'cancelled',
          reason: 'Cancelled.',
          reasonCode: 'cancelled',
        }),
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
    ['an older state after a newer one', 'outOfOrder', ({ vendors }) => vendors.states.reverse()],
    ['a state that is known twice', 'outOfOrder', ({ vendors }) => vendors.states.push({ orderId: '1', version: 2 })],
    ['a state that nobody wrote down', 'outOfOrder', ({ vendors }) => vendors.states.shift()],
    [
      'a newest state that was left out as an older one',
      'outOfOrder',
      ({ vendors, platform }) => {
        vendors.states.pop()
        const left = { deliveryVendorId: 's2', state: 'cancelled', reasonCode: 'older_version' }
        platform.stateRuns.splice(1, 1, left)
      },
    ],
    ['what belongs to nothing', 'orphaned', ({ platform }) => platform.orphans.push({ what: 'attempts', count: 1 })],
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

test('a run that failed by a vendor is explained, and counted under its reason', () => {
  const evidence = clean()
  const failed = { state: 'failed', reason: '“tag” failed: Shopify answered 503.', reasonCode: 'upstream' }
  evidence.platform.runs.splice(0, 1, { ...first(evidence.platform.runs), ...failed })
  const { lost, explained, reasons } = judge(evidence)
  expect({ lost, explained: explained.length, reasons }).toEqual({ lost: [], explained: 1, reasons: { upstream: 1 } })
})

test('an older state that came late and says so is in order', () => {
  const evidence = clean()
  evidence.vendors.states.shift()
  evidence.platform.stateRuns.splice(0, 1, {
    deliveryVendorId: 's1',
    state: 'cancelled',
    reasonCode: 'older_version',
  })
  expect(judge(evidence).outOfOrder).toEqual([])
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
