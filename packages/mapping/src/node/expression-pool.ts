import { Worker } from 'node:worker_threads'
import { DEFAULT_BUDGET, type ExpressionBudget } from '../expression/runner.ts'
import { createThreadPool, type ExpressionPool } from '../expression/thread-pool.ts'
import type { FromThread } from '../expression/thread-protocol.ts'
import type { Thread, ThreadEvents } from '../expression/thread-slot.ts'

/**
 * Expressions in worker threads of this process. Threads see no environment variables, hold back no exit of the
 * process while idle, and are bounded in memory by the engine itself.
 */
export function createExpressionPool(
  options: { threads?: number; budget?: Partial<ExpressionBudget> } = {},
): ExpressionPool {
  const budget = { ...DEFAULT_BUDGET, ...options.budget }
  return createThreadPool({ spawn: (events) => spawn(events, budget.memoryMb), threads: options.threads ?? 2, budget })
}

function spawn(events: ThreadEvents, memoryMb: number): Thread {
  const worker = new Worker(new URL('./expression-thread.ts', import.meta.url), {
    env: {},
    execArgv: [],
    name: 'expressions',
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  })
  worker.on('message', (message: FromThread) => {
    worker.unref()
    events.message(message)
  })
  worker.on('error', (error) =>
    events.lost({
      outOfMemory: error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY',
      message: error instanceof Error ? error.message : String(error),
    }),
  )
  worker.on('exit', (code) => events.lost({ outOfMemory: false, message: `it exited with code ${code}` }))
  return {
    send: (message) => {
      worker.ref()
      worker.postMessage(message)
    },
    end: async () => {
      await worker.terminate()
    },
    cpuMs: () =>
      worker.cpuUsage().then(
        ({ user, system }) => (user + system) / 1000,
        () => Number.POSITIVE_INFINITY,
      ),
  }
}
