import { DEFAULT_BUDGET, type ExpressionBudget } from '../expression/runner.ts'
import { createThreadPool, type ExpressionPool } from '../expression/thread-pool.ts'
import type { FromThread } from '../expression/thread-protocol.ts'
import type { Thread, ThreadEvents } from '../expression/thread-slot.ts'

/**
 * Expressions in web workers, for previews: the same core as on the server. Browsers bound a worker's memory themselves
 * and cannot tell its processor time, so the deadline is wider here (1 s) than where it counts.
 */
export function createExpressionWorker(
  options: { threads?: number; budget?: Partial<ExpressionBudget> } = {},
): ExpressionPool {
  const budget = { ...DEFAULT_BUDGET, wallMs: 1000, ...options.budget }
  return createThreadPool({ spawn, threads: options.threads ?? 1, budget })
}

function spawn(events: ThreadEvents): Thread {
  const worker = new Worker(new URL('./expression-thread.ts', import.meta.url), { type: 'module', name: 'expressions' })
  worker.onmessage = ({ data }: MessageEvent<FromThread>) => events.message(data)
  worker.onerror = (event) =>
    events.lost({ outOfMemory: false, message: event.message || 'its script could not be loaded' })
  return {
    send: (message) => worker.postMessage(message),
    end: async () => worker.terminate(),
  }
}
