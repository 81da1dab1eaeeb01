import type { ConnectorErrorCode } from '@patchbay/connector-sdk/errors'
import type { Idempotency } from '@patchbay/connector-sdk/manifest'
import type { StepPolicy } from '@patchbay/flow/document'

export type FailedAttempt = {
  code: ConnectorErrorCode
  retryAfterMs: number | null
  /** The vendor holds the key with another or a failed attempt. */
  keySpent: boolean
  /** The answer is the vendor's word on every call made under this key, the first included. */
  settles: boolean
  /** The vendor answered something in this attempt. False: it was turned away on this side, before a byte left. */
  reached: boolean
  writes: boolean
  idempotency: Idempotency
  onUnknown: 'may_repeat' | 'decide'
  onAuthFailure: 'wait' | 'fail'
  policy: StepPolicy
  /** Tries of this round, this one included. */
  tries: number
  /** An earlier attempt of this generation may have been applied. */
  unresolvedBefore: boolean
  /** How long ago the key was first used, when this attempt's step was looked at. */
  keyAgeMs: number
  /** What is left of the time that the call had, where it was cut off before. */
  cutOffMs: number
}

export type Judgement = {
  next: { to: 'fail' } | { to: 'retry'; afterMs: number } | { to: 'hold'; for: 'connection' | 'decision' }
  /** Nobody knows whether an attempt of this generation was applied. */
  unresolved: boolean
  /** The next attempt goes out under a new key. Never after an unknown outcome. */
  newGeneration: boolean
}

const LONGEST_OBEYED_MS = 24 * 3_600_000

/**
 * A vendor that did not answer in time may still be at the call. It is given so many times as long again, and no longer
 * than this, before its effect is looked for: looked for too early, it would be made twice. One whose call was cut off
 * has what was left of its time as well: it does not know that nobody listens any more.
 */
const SETTLING = { times: 3, mostMs: 15_000 }

/** What follows from a failed attempt: the rules that keep an effect from being applied twice, in one pure function. */
export function judgeAttempt(attempt: FailedAttempt): Judgement {
  const unresolved = isUnresolved(attempt)
  const settled = { unresolved, newGeneration: attempt.writes && !unresolved }
  if (attempt.code === 'auth_expired') {
    return attempt.onAuthFailure === 'wait'
      ? { next: { to: 'hold', for: 'connection' }, unresolved, newGeneration: false }
      : { next: { to: 'fail' }, ...settled }
  }
  if (unresolved) return { next: afterUnknown(attempt), unresolved, newGeneration: false }
  const retryable = attempt.keySpent || isRetryable(attempt)
  if (!retryable || attempt.tries >= attempt.policy.maxAttempts) return { next: { to: 'fail' }, ...settled }
  if ((attempt.retryAfterMs ?? 0) > LONGEST_OBEYED_MS) return { next: { to: 'fail' }, ...settled }
  return { next: { to: 'retry', afterMs: delayMs(attempt) }, ...settled }
}

/** Time-outs and the like leave an effect open; so does every answer that says nothing about the attempt before it. */
const isUnresolved = (attempt: FailedAttempt): boolean => {
  if (!attempt.writes) return false
  if (attempt.code === 'unknown_outcome') return true
  if (!attempt.unresolvedBefore) return false
  // A connection that was revoked, or an input that fits no more: the vendor was not asked, and has said nothing.
  if (!attempt.reached) return true
  if (attempt.keySpent || attempt.settles) return false
  const { kind } = attempt.idempotency
  // Under a key a refusal may be of the repeat (“this key is in use”) and say nothing of the first call. Without any
  // tie between the two it can be of the repeat only.
  if (kind === 'key' || kind === 'none') return true
  // The first call may have come through after the look-up: then this is a conflict with our own effect, and the next
  // look-up finds it.
  return (kind === 'lookup' && attempt.code === 'conflict') || !isRefusal(attempt.code)
}

const isRefusal = (code: ConnectorErrorCode): boolean =>
  code === 'invalid_input' || code === 'conflict' || code === 'not_found'

const isRetryable = (attempt: FailedAttempt): boolean => {
  const { code } = attempt
  if (code === 'invalid_input' || code === 'auth_expired') return false
  // For a read nothing is unknown: no answer is a failure like any other of the vendor's.
  return attempt.policy.retryOn.includes(code === 'unknown_outcome' ? 'upstream' : code)
}

const afterUnknown = (attempt: FailedAttempt): Judgement['next'] => {
  const { idempotency, policy } = attempt
  const decide = { to: 'hold', for: 'decision' } as const
  // The vendor will say the same under this key for ever, and another key could apply the effect twice.
  if (attempt.code === 'unknown_outcome' && attempt.keySpent) return decide
  // A conflict may be with its own effect: the key or the look-up tells at the next try. A write with neither has none.
  if (isRefusal(attempt.code) && (attempt.code !== 'conflict' || idempotency.kind === 'none')) return decide
  if (idempotency.kind === 'none') {
    if (attempt.onUnknown === 'decide') return decide
    return attempt.tries < policy.maxAttempts ? { to: 'retry', afterMs: delayMs(attempt) } : { to: 'fail' }
  }
  // The next call takes its time as well: the vendor must hold the key to its end.
  if (idempotency.kind === 'key' && attempt.keyAgeMs + policy.timeoutMs >= idempotency.keyTtlMs) return decide
  if (attempt.tries >= policy.maxAttempts) return decide
  const mayBeUnderWay = idempotency.kind === 'lookup' && attempt.code === 'unknown_outcome'
  return { to: 'retry', afterMs: Math.max(delayMs(attempt), mayBeUnderWay ? attempt.cutOffMs + settlingMs(policy) : 0) }
}

/** What a vendor is given beyond the time that a call had. */
export const settlingMs = ({ timeoutMs }: StepPolicy): number => Math.min(SETTLING.times * timeoutMs, SETTLING.mostMs)

const delayMs = ({ policy, tries, retryAfterMs }: FailedAttempt): number => {
  const planned = Math.min(policy.maxDelayMs, policy.initialDelayMs * policy.backoff ** (tries - 1))
  return Math.max(Math.round(planned), retryAfterMs ?? 0)
}
