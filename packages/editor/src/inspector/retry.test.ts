import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import { defaultPolicy } from '@patchbay/flow/policy'
import { describe, expect, it } from 'vitest'
import { policyWith } from './policy-edits.ts'
import { failureWords } from './retry-codes.ts'

const safety = (
  effect: ActionManifest['effect'],
  kind: 'key' | 'none',
  onUnknown: ActionManifest['onUnknown'] = 'decide',
) =>
  ({
    effect,
    slow: false,
    onUnknown,
    idempotency: kind === 'key' ? { kind, keyTtlMs: 86_400_000, carrier: 'header' } : { kind, why: '' },
  }) as const

describe('the tries of a step', () => {
  const defaults = defaultPolicy(safety('upsert', 'key'))
  it('say only what differs from the default', () => {
    const once = policyWith(defaults, null, { maxAttempts: 3 })
    expect(once).toEqual({ maxAttempts: 3 })
    expect(policyWith(defaults, once, { backoff: 4 })).toEqual({ maxAttempts: 3, backoff: 4 })
    expect(policyWith(defaults, once, { maxAttempts: defaults.maxAttempts })).toBeNull()
  })
  it('are the default whatever the order of the failures', () => {
    expect(policyWith(defaults, null, { retryOn: [...defaults.retryOn].reverse() })).toBeNull()
    expect(policyWith(defaults, null, { retryOn: ['upstream'] })).toEqual({ retryOn: ['upstream'] })
  })
})

describe('what is tried again', () => {
  const wordsOf = (action: ReturnType<typeof safety>, choices = {}) => {
    const { retried, notRetried } = failureWords(action, defaultPolicy(action), choices)
    return { retried: retried.map(({ words }) => words), notRetried: notRetried.map(({ words }) => words) }
  }
  it('of a read is all that may pass', () => {
    expect(wordsOf(safety('read', 'key'))).toEqual({
      retried: ['no answer, or their side: 5xx', 'too many calls'],
      notRetried: ['not found', 'conflict', 'invalid input', 'key refused: held'],
    })
  })
  it('of a write without an answer hangs on whether a repeat is safe', () => {
    expect(wordsOf(safety('create', 'key')).retried).toContain('no answer, 5xx')
    expect(wordsOf(safety('create', 'none')).notRetried).toContain('no answer, 5xx: held')
    expect(wordsOf(safety('create', 'none'), { onUnknown: 'may_repeat' }).retried).toContain('no answer, 5xx')
    expect(wordsOf(safety('create', 'none', 'may_repeat')).retried).toContain('no answer, 5xx')
    expect(wordsOf(safety('create', 'none', 'may_repeat'), { onUnknown: 'decide' }).retried).not.toContain(
      'no answer, 5xx',
    )
  })
  it('never includes a refused key', () => {
    expect(wordsOf(safety('create', 'key'), { onAuthFailure: 'fail' }).notRetried).toContain('key refused: fails')
  })
})
