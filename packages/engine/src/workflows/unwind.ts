import type { Host, NodeRef, Skeleton } from '@patchbay/scheduler/host'
import { runUnwind } from '@patchbay/scheduler/run-unwind'

type Unwound =
  | { outcome: 'cancelled' | 'stale'; failedNode: null; code: null }
  | { outcome: 'restart'; snapshot?: undefined }

/** Undoes all that a cancelled run has applied, the latest first. What could not be undone is told where the run ends. */
export async function unwind(skeleton: Skeleton, host: Host, loadApplied: () => Promise<NodeRef[]>): Promise<Unwound> {
  for (;;) {
    const applied = await loadApplied()
    if (applied.length === 0) return { outcome: 'cancelled', failedNode: null, code: null }
    const unwound = await runUnwind(skeleton, host, { applied })
    if (unwound.outcome === 'stale') return { outcome: 'stale', failedNode: null, code: null }
    if (unwound.outcome === 'restart') return { outcome: 'restart' }
    if (unwound.failed.length > 0) return { outcome: 'cancelled', failedNode: null, code: null }
  }
}
