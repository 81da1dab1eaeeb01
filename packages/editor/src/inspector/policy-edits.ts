import type { StepPolicy } from '@patchbay/flow/document'

/** What a step says of its tries: only what differs from the default, null when nothing does. */
export function policyWith(
  defaults: StepPolicy,
  own: Partial<StepPolicy> | null,
  change: Partial<StepPolicy>,
): Partial<StepPolicy> | null {
  const wanted: StepPolicy = { ...defaults, ...own, ...change }
  const differing = {
    ...differs('maxAttempts', wanted, defaults),
    ...differs('initialDelayMs', wanted, defaults),
    ...differs('backoff', wanted, defaults),
    ...differs('maxDelayMs', wanted, defaults),
    ...differs('timeoutMs', wanted, defaults),
    ...(sameCodes(wanted.retryOn, defaults.retryOn) ? {} : { retryOn: wanted.retryOn }),
  }
  return Object.keys(differing).length === 0 ? null : differing
}

function differs<K extends 'maxAttempts' | 'initialDelayMs' | 'backoff' | 'maxDelayMs' | 'timeoutMs'>(
  name: K,
  wanted: StepPolicy,
  defaults: StepPolicy,
): Partial<Pick<StepPolicy, K>> {
  if (wanted[name] === defaults[name]) return {}
  const part: Partial<Pick<StepPolicy, K>> = {}
  part[name] = wanted[name]
  return part
}

function sameCodes(a: StepPolicy['retryOn'], b: StepPolicy['retryOn']): boolean {
  return a.length === b.length && a.every((code) => b.includes(code))
}
