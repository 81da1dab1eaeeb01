import type { CallHealth } from '@patchbay/core/connections/record-call-health'

type Store = (workspaceId: string, batch: CallHealth[]) => Promise<void>
type Call = { workspaceId: string; connectionId: string; ok: boolean; ms: number }

const SLOW_MS = 2_000

/** Gathers calls by connection, so that one hot row is written once a second and not once a call. */
export function createHealthRecorder(store: Store, onError: (error: unknown) => void) {
  let waiting = new Map<string, Map<string, CallHealth>>()
  const flush = async () => {
    const batches = waiting
    waiting = new Map()
    for (const [workspaceId, batch] of batches) await store(workspaceId, [...batch.values()]).catch(onError)
  }
  const timer = setInterval(flush, 1_000)
  return {
    record(call: Call): void {
      const ofWorkspace = waiting.get(call.workspaceId) ?? new Map<string, CallHealth>()
      waiting.set(call.workspaceId, ofWorkspace)
      const sum = ofWorkspace.get(call.connectionId) ?? {
        connectionId: call.connectionId,
        calls: 0,
        failed: 0,
        slow: 0,
        totalMs: 0,
      }
      sum.calls += 1
      sum.failed += call.ok ? 0 : 1
      sum.slow += call.ms > SLOW_MS ? 1 : 0
      sum.totalMs += Math.round(call.ms)
      ofWorkspace.set(call.connectionId, sum)
    },
    async close(): Promise<void> {
      clearInterval(timer)
      await flush()
    },
  }
}
