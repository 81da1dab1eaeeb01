import { describe, expect, test } from 'vitest'
import { type Explored, explore } from './explore.ts'
import { nextSteps, type Setting } from './protocol.ts'
import { AS_BUILT, type Faults, initialState, type Protocol, type State, type Vendor } from './protocol-state.ts'

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
  cancels: 0,
  retries: 0,
}

describe('lease, epoch and intent', () => {
  test.each([['key', KEY], ['unsafe', UNSAFE], ['mail', MAIL]])('%s', (_, vendor) => {
    const found = run(vendor, { ...NONE, crashes: 1, timeOuts: 1, losses: 1 })
    console.info(_, found.states, found.transitions, found.broken, found.stuck)
    expect(found.broken).toBeNull()
  })
})

function run(vendor: Vendor, faults: Faults, protocol: Protocol = AS_BUILT): Explored {
  const setting: Setting = { vendor, protocol, maxAttempts: 2 }
  return explore<State>({
    initial: initialState(faults),
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
  if (row.finished && state.vendor.applied > 0 && step !== null && step.state !== 'succeeded' && !step.sent) {
    return 'the end says nothing of an effect that was applied'
  }
  return null
}
