import type { Step } from '@patchbay/flow/document'
import { stepFingerprint } from '@patchbay/flow/step-fingerprint'

/** Steps of a draft are never changed in place. */
const known = new WeakMap<Step, string>()

/** Whether a step is set up as it was when it was tested, also by what is not saved yet. */
export function isAsTested(step: Step, test: { fingerprint: string }): boolean {
  const fingerprint = known.get(step) ?? stepFingerprint(step)
  known.set(step, fingerprint)
  return fingerprint === test.fingerprint
}
