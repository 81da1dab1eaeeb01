import { setTimeout as pause } from 'node:timers/promises'

export type Waiting = {
  /** What is awaited, for the error: "every run ended". */
  what: string
  deadlineMs: number
  everyMs?: number
}

/**
 * Asks again and again until there is an answer other than null. A question that fails counts as not answered, because
 * what it asks may just have been killed; its error is the cause when the deadline passes.
 */
export async function waitFor<T>(ask: () => Promise<T | null>, waiting: Waiting): Promise<T> {
  const until = performance.now() + waiting.deadlineMs
  let cause: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (answer !== null) return answer
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() >= until) {
      throw new Error(`${waiting.what}: not so within ${Math.round(waiting.deadlineMs / 1_000)} s`, { cause })
    }
    await pause(waiting.everyMs ?? 250)
  }
}
