import type { ExpressionBudget, ExpressionResult, ExpressionRunner } from './runner.ts'
import { createThreadSlot, type Job, type Thread, type ThreadEvents, type ThreadSlot } from './thread-slot.ts'

export type ExpressionPool = ExpressionRunner & {
  /** Ends every thread; calls under way and later ones fail. */
  close: () => Promise<void>
}

/**
 * Threads that evaluate expressions, each one at a time, started when needed and used again. One that passes its
 * deadline or its memory is ended and replaced: the caller's own thread is never blocked.
 */
export function createThreadPool(settings: {
  spawn: (events: ThreadEvents) => Thread
  threads: number
  budget: ExpressionBudget
}): ExpressionPool {
  const waiting: Job[] = []
  const slots = new Set<ThreadSlot>()
  let closed = false

  const pump = () => {
    for (const slot of slots) {
      if (waiting.length === 0) return
      if (!slot.isIdle()) continue
      const job = waiting.shift()
      if (job) slot.give(job)
    }
    const starting = [...slots].filter((slot) => slot.isStarting()).length
    if (waiting.length > starting && slots.size < settings.threads) addSlot()
  }

  const addSlot = () => {
    const slot = createThreadSlot({
      ...settings,
      onFree: pump,
      onGone: (unused) => {
        slots.delete(slot)
        // A thread that never came up would not the next time either: its reason goes to a caller, and no loop begins.
        if (unused) waiting.shift()?.resolve(failure(`No expression thread could be started: ${unused}`))
        if (!closed) pump()
      },
    })
    slots.add(slot)
  }

  return {
    run: (call) =>
      new Promise((resolve) => {
        if (closed) resolve(failure('The expression threads are closed.'))
        else {
          waiting.push({ call, resolve })
          pump()
        }
      }),
    close: async () => {
      closed = true
      for (const job of waiting.splice(0)) job.resolve(failure('The expression threads were closed.'))
      await Promise.all([...slots].map((slot) => slot.end(failure('The expression threads were closed.'))))
    },
  }
}

function failure(message: string): ExpressionResult {
  return { ok: false, code: 'expression_failed', message }
}
