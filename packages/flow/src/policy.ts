import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { StepPolicy } from './document.ts'

/** What a policy's numbers may be; both ends belong to it. */
export const POLICY_LIMITS = {
  maxAttempts: { least: 1, most: 20 },
  initialDelayMs: { least: 100, most: 3_600_000 },
  backoff: { least: 1, most: 10 },
  maxDelayMs: { least: 100, most: 86_400_000 },
  timeoutMs: { least: 100, most: 900_000 },
} as const

const QUICK_TIMEOUT_MS = 10_000
const SLOW_TIMEOUT_MS = 60_000

type Safety = Pick<ActionManifest, 'effect' | 'slow'> & { idempotency: Pick<ActionManifest['idempotency'], 'kind'> }

/** Whether an action can be sent again without asking: it changes nothing, or cannot apply twice. */
export function isRepeatSafe({ effect, idempotency }: Omit<Safety, 'slow'>): boolean {
  return effect === 'pure' || effect === 'read' || idempotency.kind !== 'none'
}

/**
 * How an action is tried when its step says nothing else. A read is cheap to ask again; a write that cannot apply twice is
 * worth patience; any other write only after a failure that is known to have changed nothing (for a write, the connector
 * says `upstream` only when the request never left).
 */
export function defaultPolicy(action: Safety): StepPolicy {
  const timeoutMs = action.slow ? SLOW_TIMEOUT_MS : QUICK_TIMEOUT_MS
  if (action.effect === 'pure' || action.effect === 'read') {
    const retryOn: StepPolicy['retryOn'] = ['rate_limited', 'upstream', 'unknown_outcome']
    return { maxAttempts: 5, initialDelayMs: 1000, backoff: 2, maxDelayMs: 60_000, retryOn, timeoutMs }
  }
  const patient = { initialDelayMs: 2000, backoff: 3, maxDelayMs: 600_000, timeoutMs }
  if (isRepeatSafe(action))
    return { ...patient, maxAttempts: 6, retryOn: ['rate_limited', 'upstream', 'unknown_outcome'] }
  return { ...patient, maxAttempts: 3, retryOn: ['rate_limited', 'upstream'] }
}

/** How long all waits between tries take together at most, when no vendor asks for longer ones. */
export function totalDelayMs(policy: StepPolicy): number {
  let total = 0
  let delay = policy.initialDelayMs
  for (let attempt = 1; attempt < policy.maxAttempts; attempt += 1) {
    total += Math.min(delay, policy.maxDelayMs)
    delay *= policy.backoff
  }
  return total
}
