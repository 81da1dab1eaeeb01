import type { Host, NodeRef, RunOutcome, Skeleton, StepResult, WalkSnapshot } from './host.ts'
import { refKey } from './ref-key.ts'
import type { Known } from './take-applied.ts'
import { Walker } from './walker.ts'

/** Results of an earlier epoch, in the order the steps settled; or where a walk stood when it asked for a restart. */
export type Resume = { settled: { ref: NodeRef; result: StepResult }[] } | { snapshot: WalkSnapshot }

/**
 * Walks a plan to its end. Deterministic: given a host whose promises settle in the same order, it makes the same calls
 * in the same order. Rejects with what the host rejected with (a cancelled workflow), at once.
 *
 * Each of `resume.settled` answers once in place of the host, so what is not in it runs again. A wait's `waitMs` in
 * there is what is left of it.
 */
export function runPlan(skeleton: Skeleton, host: Host, resume?: Resume): Promise<RunOutcome> {
  const known = new Map<string, Known>()
  const snapshot = resume && 'snapshot' in resume ? resume.snapshot : null
  const settled = resume && 'settled' in resume ? resume.settled : []
  for (const [at, { ref, result }] of settled.entries()) {
    // How a Stop ended the run is its checkpoint's to say.
    if (skeleton[ref.node]?.kind !== 'stop') known.set(refKey(ref), { at, ref, result })
  }
  return new Promise((resolve, reject) => {
    new Walker({ skeleton, host, known, snapshot, resolve, reject }).start()
  })
}
