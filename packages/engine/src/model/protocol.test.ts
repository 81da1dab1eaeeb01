import { afterAll, describe, expect, test } from 'vitest'
import { type Explored, explore } from './explore.ts'
import { nextSteps } from './protocol.ts'
import {
  AS_BUILT,
  type Faults,
  initialState,
  type Protocol,
  type Setting,
  type State,
  type Vendor,
} from './protocol-state.ts'

const KEY: Vendor = {
  idempotency: { kind: 'key', keyTtlMs: 86_400_000, carrier: 'header Idempotency-Key' },
  onUnknown: 'decide',
}
const UNSAFE: Vendor = { idempotency: { kind: 'none', why: 'It takes no key.' }, onUnknown: 'decide' }
const MAIL: Vendor = { idempotency: { kind: 'none', why: 'It takes no key.' }, onUnknown: 'may_repeat' }

const NONE: Faults = {
  crashes: 0,
  timeOuts: 0,
  expiries: 0,
  vanished: 0,
  losses: 0,
  refusals: 0,
  turnedAway: 0,
  cancels: 0,
  retries: 0,
}

/** Each strikes at any moment; what is bounded is only how often. */
const FAULTS: Record<string, Partial<Faults>> = {
  'a worker dies, another freezes, a message is lost': { crashes: 1, timeOuts: 1, losses: 1 },
  'a workflow vanishes while a worker is frozen and another dies': { vanished: 1, timeOuts: 1, crashes: 1 },
  'a person cancels while a worker is frozen and a message is lost': { cancels: 1, timeOuts: 1, losses: 1 },
  'the vendor refuses, a message is lost, a worker freezes, a person retries': {
    ...{ refusals: 1, losses: 1, timeOuts: 1, retries: 1 },
  },
  'a call is turned away before it leaves, a message is lost, a worker dies, a person retries': {
    ...{ turnedAway: 1, losses: 1, crashes: 1, retries: 1 },
  },
  'a lease ends too early, a worker dies, a workflow vanishes': { expiries: 1, crashes: 1, vanished: 1 },
  'a person cancels and retries while a worker dies': { cancels: 1, retries: 1, crashes: 1 },
}
const FROZEN = FAULTS['a worker dies, another freezes, a message is lost'] ?? {}
const VENDORS = {
  'takes a key': KEY,
  'takes no key, and a person decides': UNSAFE,
  'takes no key, and may repeat': MAIL,
}

const PATIENCE_MS = 120_000
const total = { states: 0, transitions: 0 }
const taken = new Set<string>()
/** Every statement of the database that the model stands for, by the function that makes it. */
const STATEMENTS = [
  ...['lease_runs', 'mark_started_runs', 'beginWork', 'beginAttempt', 'finishAttempt', 'finishAttempt (cut off)'],
  ...['finishAttempt comes late', 'takeOverRun', 'requeueRun (a new round)', 'requestCancel', 'finishRun'],
  ...['finishRun (unanswered cancel)', 'decide: done', 'decide: again'],
]

afterAll(() => {
  console.info(`lease, epoch and intent: ${total.states} states and ${total.transitions} transitions explored`)
})

describe('with lease, epoch and intent every run ends, and its effect is applied once or put before a person', () => {
  for (const [which, vendor] of Object.entries(VENDORS)) {
    test.each(Object.entries(FAULTS))(
      `a vendor that ${which}: %s`,
      (_, faults) => {
        const found = run(vendor, faults)
        total.states += found.states
        total.transitions += found.transitions
        for (const name of found.byName.keys()) taken.add(name)
        expect(found.broken).toBeNull()
        expect(found.stuck).toBeNull()
      },
      PATIENCE_MS,
    )
  }
})

test('every statement was gone through', () => {
  expect([...taken]).toEqual(expect.arrayContaining(STATEMENTS))
})

describe('the model finds what is wrong with a protocol', () => {
  const wrong: [string, Partial<Protocol>, { vendor: Vendor; faults: Partial<Faults>; says: RegExp }][] = [
    [
      'that does not look at the epoch',
      { checksEpoch: false },
      { vendor: KEY, faults: { cancels: 1 }, says: /an epoch that was over/ },
    ],
    [
      'that takes a new key after an unknown outcome',
      { keepsKeyAfterUnknown: false },
      { vendor: KEY, faults: FROZEN, says: /applied 2 times/ },
    ],
    [
      'in which twins do not exclude one another',
      { checksAttempts: false },
      { vendor: UNSAFE, faults: FROZEN, says: /applied 2 times|a question is open/ },
    ],
    [
      'that calls before its intent is written',
      { writesIntentFirst: false },
      { vendor: UNSAFE, faults: FROZEN, says: /no intent tells of/ },
    ],
    [
      'in which a late answer leaves its question open',
      { answersSettleQuestions: false },
      { vendor: UNSAFE, faults: FROZEN, says: /a question is open/ },
    ],
    [
      'in which an end of an older generation moves the step',
      { endsOwnGeneration: false },
      { vendor: UNSAFE, faults: FROZEN, says: /a question is open/ },
    ],
  ]
  test.each(wrong)(
    '%s',
    (_, change, { vendor, faults, says }) => {
      const found = run(vendor, faults, { ...AS_BUILT, ...change })
      expect(found.broken?.invariant).toMatch(says)
      expect(found.broken?.path.length).toBeGreaterThan(3)
    },
    PATIENCE_MS,
  )
})

function run(vendor: Vendor, faults: Partial<Faults>, protocol: Protocol = AS_BUILT): Explored {
  const setting: Setting = { vendor, protocol, maxAttempts: 2 }
  return explore<State>({
    initial: initialState({ ...NONE, ...faults }),
    next: (state) => nextSteps(setting, state),
    broken: (state) => whatIsBroken(setting, state),
    isEnd: ({ run: row }) => row.finished,
  })
}

function whatIsBroken({ vendor }: Setting, state: State): string | null {
  const { run: row, step } = state
  const allowed = 1 + state.again + (vendor.onUnknown === 'may_repeat' ? state.repeats : 0)
  if (state.vendor.applied > allowed) return `the effect was applied ${state.vendor.applied} times`
  if (state.staleIntent) return 'an intent was written by an epoch that was over'
  if (state.unannounced) return 'a call left that no intent tells of'
  if (state.hasOpenQuestion && step?.state !== 'needs_attention') return 'a question is open that nobody waits for'
  if (row.state === 'succeeded' && step?.state !== 'succeeded') return 'the run succeeded without its step'
  if (row.finished && row.lease !== null) return 'a lease outlives its run'
  // Unless a person has said that it was not applied.
  if (
    row.finished &&
    state.again === 0 &&
    state.vendor.applied > 0 &&
    step !== null &&
    step.state !== 'succeeded' &&
    !step.sent
  ) {
    return 'the end says nothing of an effect that was applied'
  }
  return null
}
