import type { ExpressionBase, ExpressionBudget, ExpressionCall, ExpressionResult } from './runner.ts'
import type { FromThread, ToThread } from './thread-protocol.ts'
import { watchDeadline } from './watch-deadline.ts'

/** A thread as Node and browsers offer it. */
export type Thread = {
  send: (message: ToThread) => void
  end: () => Promise<void>
  /** Processor time used, asked from outside, endless once it is gone; absent where the platform cannot tell. */
  cpuMs?: () => Promise<number>
}

export type ThreadEvents = {
  message: (message: FromThread) => void
  /** The thread is gone by itself. */
  lost: (reason: { outOfMemory: boolean; message: string }) => void
}

export type Job = { call: ExpressionCall; resolve: (result: ExpressionResult) => void }

export type ThreadSlot = {
  isIdle: () => boolean
  isStarting: () => boolean
  give: (job: Job) => void
  end: (result: ExpressionResult) => Promise<void>
}

/** One thread with the job it is at. `onGone` is given a reason when the thread never came up. */
export function createThreadSlot(settings: {
  spawn: (events: ThreadEvents) => Thread
  budget: ExpressionBudget
  onFree: () => void
  onGone: (unused: string | null) => void
}): ThreadSlot {
  const { wallMs, memoryMb, resultBytes } = settings.budget
  let state: 'starting' | 'idle' | 'busy' | 'gone' = 'starting'
  let job: Job | null = null
  let lastBase: ExpressionBase | null = null
  let cpuMs = 0
  let deadline: { stop: () => void } | null = null

  const finish = (result: ExpressionResult) => {
    deadline?.stop()
    const finished = job
    job = null
    finished?.resolve(result)
  }
  const end = async (result: ExpressionResult, unused: string | null = null): Promise<void> => {
    if (state === 'gone') return
    state = 'gone'
    finish(result)
    settings.onGone(unused)
    await thread.end()
  }

  const thread = settings.spawn({
    message: (message) => {
      if (state === 'gone') return
      cpuMs = message.cpuMs ?? cpuMs
      state = 'idle'
      if (message.kind === 'result') finish(message.result)
      settings.onFree()
    },
    lost: ({ outOfMemory, message }) => {
      const result = outOfMemory
        ? overBudget(`It needed more than ${memoryMb} MB of memory and was ended.`)
        : crashed(message)
      void end(result, state === 'starting' ? message : null)
    },
  })

  const watch = () => {
    const { cpuMs: total } = thread
    const before = cpuMs
    return watchDeadline({
      wallMs,
      usedMs: total ? async () => (await total()) - before : null,
      onOvertime: () => void end(overBudget(`It ran longer than ${wallMs} ms and was ended.`)),
    })
  }

  return {
    isIdle: () => state === 'idle',
    isStarting: () => state === 'starting',
    end: (result) => end(result),
    give: (next) => {
      state = 'busy'
      job = next
      const { source, base, item } = next.call
      thread.send({
        source,
        resultBytes,
        ...(base === lastBase ? {} : { base }),
        ...(item === undefined ? {} : { item }),
      })
      lastBase = base
      deadline = watch()
    },
  }
}

function overBudget(message: string): ExpressionResult {
  return { ok: false, code: 'expression_budget', message }
}

function crashed(message: string): ExpressionResult {
  return { ok: false, code: 'expression_failed', message: `The expression's thread broke down: ${message}` }
}
