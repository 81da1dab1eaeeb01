import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FailedAttempt, judgeAttempt } from './judge-attempt.ts'

const policy = {
  maxAttempts: 4,
  initialDelayMs: 1_000,
  backoff: 3,
  maxDelayMs: 60_000,
  retryOn: ['rate_limited', 'upstream', 'unknown_outcome'],
  timeoutMs: 10_000,
} satisfies FailedAttempt['policy']

const attempt: FailedAttempt = {
  code: 'upstream',
  retryAfterMs: null,
  keySpent: false,
  settles: false,
  reached: true,
  writes: true,
  idempotency: { kind: 'key', keyTtlMs: 86_400_000, carrier: 'header Idempotency-Key' },
  onUnknown: 'decide',
  onAuthFailure: 'wait',
  policy,
  tries: 1,
  unresolvedBefore: false,
  keyAgeMs: 0,
  cutOffMs: 0,
}

describe('what follows from a failed attempt', () => {
  test('a definite failure is tried again under a new generation', () => {
    expect(judgeAttempt(attempt)).toEqual({
      next: { to: 'retry', afterMs: 1_000 },
      unresolved: false,
      newGeneration: true,
    })
  })

  test('a time-out of a keyed write is sent again under the same key while the vendor holds it', () => {
    expect(judgeAttempt({ ...attempt, code: 'unknown_outcome' })).toMatchObject({
      next: { to: 'retry' },
      unresolved: true,
      newGeneration: false,
    })
  })

  test('a time-out older than the key becomes a decision', () => {
    const old = judgeAttempt({ ...attempt, code: 'unknown_outcome', keyAgeMs: 86_400_000 })
    expect(old.next).toEqual({ to: 'hold', for: 'decision' })
  })

  test('a key that may be forgotten while a call goes on is not sent with one', () => {
    const aged = (keyAgeMs: number) => judgeAttempt({ ...attempt, code: 'unknown_outcome', keyAgeMs }).next
    expect(aged(86_400_000 - policy.timeoutMs)).toEqual({ to: 'hold', for: 'decision' })
    expect(aged(86_400_000 - policy.timeoutMs - 1)).toEqual({ to: 'retry', afterMs: 1_000 })
  })

  test('an unsafe write is never repeated blindly: a person decides, unless the author said that it may repeat', () => {
    const unsafe = { ...attempt, code: 'unknown_outcome', idempotency: { kind: 'none', why: 'no key' } } as const
    expect(judgeAttempt(unsafe).next).toEqual({ to: 'hold', for: 'decision' })
    expect(judgeAttempt({ ...unsafe, onUnknown: 'may_repeat' }).next).toEqual({ to: 'retry', afterMs: 1_000 })
  })

  test('a 429 after a time-out says nothing about the time-out: the key stays', () => {
    const throttled = judgeAttempt({ ...attempt, code: 'rate_limited', unresolvedBefore: true })
    expect(throttled).toMatchObject({ next: { to: 'retry' }, unresolved: true, newGeneration: false })
  })

  test('a refusal under a key after a time-out says nothing of the first call: never a new key', () => {
    const inUse = judgeAttempt({ ...attempt, code: 'conflict', unresolvedBefore: true })
    expect(inUse).toEqual({ next: { to: 'retry', afterMs: 1_000 }, unresolved: true, newGeneration: false })
    const refused = judgeAttempt({ ...attempt, code: 'invalid_input', unresolvedBefore: true })
    expect(refused).toEqual({ next: { to: 'hold', for: 'decision' }, unresolved: true, newGeneration: false })
    const final = judgeAttempt({ ...attempt, code: 'invalid_input', unresolvedBefore: true, settles: true })
    expect(final).toMatchObject({ next: { to: 'fail' }, unresolved: false })
  })

  test('what is looked for after a time-out is given time to come about, three times as long as the call had', () => {
    const looked = {
      ...attempt,
      code: 'unknown_outcome',
      idempotency: { kind: 'lookup', how: 'by reference' },
    } as const
    const hasty = { ...looked, policy: { ...policy, timeoutMs: 4_000 } }
    expect(judgeAttempt(hasty).next).toEqual({ to: 'retry', afterMs: 12_000 })
    const patient = { ...looked, policy: { ...policy, timeoutMs: 120_000 } }
    expect(judgeAttempt(patient).next).toEqual({ to: 'retry', afterMs: 15_000 })
    // Its worker died half a minute after it was sent: the vendor may be at it for a minute and a half more.
    const cutOff = judgeAttempt({ ...patient, cutOffMs: 90_000 })
    expect(cutOff.next).toEqual({ to: 'retry', afterMs: 105_000 })
    expect(judgeAttempt({ ...attempt, code: 'unknown_outcome', cutOffMs: 90_000 }).next).toMatchObject({
      afterMs: 1_000,
    })
  })

  test('a conflict after a time-out of a write that is looked for may be with its own effect: it is looked for again', () => {
    const looked = { ...attempt, idempotency: { kind: 'lookup', how: 'by reference' } } as const
    const conflict = judgeAttempt({ ...looked, code: 'conflict', unresolvedBefore: true })
    expect(conflict).toEqual({ next: { to: 'retry', afterMs: 1_000 }, unresolved: true, newGeneration: false })
    expect(judgeAttempt({ ...looked, code: 'conflict' })).toMatchObject({ next: { to: 'fail' }, unresolved: false })
    const refused = judgeAttempt({ ...looked, code: 'invalid_input', unresolvedBefore: true })
    expect(refused).toMatchObject({ next: { to: 'fail' }, unresolved: false })
  })

  test.each([
    { kind: 'key', keyTtlMs: 86_400_000, carrier: 'header Idempotency-Key' },
    { kind: 'natural', why: 'by id' },
    { kind: 'lookup', how: 'by reference' },
    { kind: 'none', why: 'nothing' },
  ] as const)('a refusal that no vendor spoke settles nothing that came before it: $kind', (idempotency) => {
    const unheard = { ...attempt, code: 'invalid_input', reached: false, idempotency } as const
    for (const onUnknown of ['decide', 'may_repeat'] as const) {
      const judged = judgeAttempt({ ...unheard, onUnknown, unresolvedBefore: true, keySpent: true, settles: true })
      expect(judged).toEqual({ next: { to: 'hold', for: 'decision' }, unresolved: true, newGeneration: false })
    }
    expect(judgeAttempt(unheard)).toMatchObject({ next: { to: 'fail' }, unresolved: false })
  })

  test('a repeat that is refused says nothing of a first call that no key ties to it', () => {
    const mail = { ...attempt, idempotency: { kind: 'none', why: 'no key' }, onUnknown: 'may_repeat' } as const
    const refused = judgeAttempt({ ...mail, code: 'invalid_input', unresolvedBefore: true })
    expect(refused).toEqual({ next: { to: 'hold', for: 'decision' }, unresolved: true, newGeneration: false })
    expect(judgeAttempt({ ...mail, code: 'invalid_input' })).toMatchObject({ next: { to: 'fail' }, unresolved: false })
  })

  test('a vendor that refuses the key because an earlier attempt failed has settled it: a new generation goes out', () => {
    const spent = judgeAttempt({ ...attempt, code: 'conflict', keySpent: true, unresolvedBefore: true })
    expect(spent).toEqual({ next: { to: 'retry', afterMs: 1_000 }, unresolved: false, newGeneration: true })
  })

  test('an unknown outcome that the vendor replays under the key for ever becomes a decision', () => {
    const replayed = judgeAttempt({ ...attempt, code: 'unknown_outcome', keySpent: true })
    expect(replayed).toEqual({ next: { to: 'hold', for: 'decision' }, unresolved: true, newGeneration: false })
  })

  test('waits grow by the factor up to the cap, and Retry-After is obeyed beyond it', () => {
    expect(judgeAttempt({ ...attempt, tries: 3 }).next).toEqual({ to: 'retry', afterMs: 9_000 })
    const told = judgeAttempt({ ...attempt, code: 'rate_limited', retryAfterMs: 120_000 })
    expect(told.next).toEqual({ to: 'retry', afterMs: 120_000 })
  })

  test('tries end: a definite failure fails, an unknown one is decided by a person', () => {
    expect(judgeAttempt({ ...attempt, tries: 4 }).next).toEqual({ to: 'fail' })
    const unknown = judgeAttempt({ ...attempt, code: 'unknown_outcome', tries: 4 })
    expect(unknown.next).toEqual({ to: 'hold', for: 'decision' })
  })

  test('a refused credential holds the step, or fails it by choice, and spends no generation while held', () => {
    expect(judgeAttempt({ ...attempt, code: 'auth_expired' })).toMatchObject({
      next: { to: 'hold', for: 'connection' },
      newGeneration: false,
    })
    expect(judgeAttempt({ ...attempt, code: 'auth_expired', onAuthFailure: 'fail' }).next).toEqual({ to: 'fail' })
  })

  test('whatever happens, a new generation never follows an unknown outcome', () => {
    const codes = [
      'auth_expired',
      'rate_limited',
      'not_found',
      'invalid_input',
      'conflict',
      'upstream',
      'unknown_outcome',
    ] as const
    const idempotencies = [
      { kind: 'key', keyTtlMs: 11_000, carrier: 'header' },
      { kind: 'natural', why: 'by id' },
      { kind: 'lookup', how: 'by reference' },
      { kind: 'none', why: 'nothing' },
    ] as const
    const any = fc.record({
      code: fc.constantFrom(...codes),
      retryAfterMs: fc.option(fc.nat(200_000_000)),
      keySpent: fc.boolean(),
      settles: fc.boolean(),
      reached: fc.boolean(),
      writes: fc.boolean(),
      idempotency: fc.constantFrom(...idempotencies),
      onUnknown: fc.constantFrom('may_repeat' as const, 'decide' as const),
      onAuthFailure: fc.constantFrom('wait' as const, 'fail' as const),
      policy: fc.constant(policy),
      tries: fc.integer({ min: 1, max: 6 }),
      unresolvedBefore: fc.boolean(),
      keyAgeMs: fc.nat(5_000),
      cutOffMs: fc.nat(policy.timeoutMs),
    })
    fc.assert(
      fc.property(any, (situation) => {
        const { next, unresolved, newGeneration } = judgeAttempt(situation)
        expect(unresolved && newGeneration).toBe(false)
        const { kind } = situation.idempotency
        const unknownBefore = situation.unresolvedBefore && (kind === 'key' || kind === 'none')
        if (unknownBefore && newGeneration) expect(situation.keySpent || situation.settles).toBe(true)
        if (situation.unresolvedBefore && situation.writes && !situation.reached) expect(unresolved).toBe(true)
        if (unresolved && next.to === 'retry' && situation.idempotency.kind === 'none') {
          expect(situation.onUnknown).toBe('may_repeat')
        }
        if (next.to === 'retry') expect(situation.tries).toBeLessThan(policy.maxAttempts)
      }),
    )
  })
})
