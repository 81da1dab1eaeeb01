import type { Host, RunOutcome, Skeleton, WalkSnapshot } from './host.ts'
import type { Known } from './take-applied.ts'

/** What a walk is given to work with. */
export type Wiring = {
  skeleton: Skeleton
  host: Host
  /** Results of an earlier epoch, with their place in the order they settled in. */
  known: Map<string, Known>
  snapshot: WalkSnapshot | null
  resolve: (outcome: RunOutcome) => void
  reject: (reason: unknown) => void
}
