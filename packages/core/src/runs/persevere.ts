import { setTimeout as wait } from 'node:timers/promises'

/**
 * As long as PostgreSQL or a store of large values may be away, over a whole attempt, before what a vendor has answered
 * is given up for lost. With the call itself this stays within what an activity has: who held on for longer would get a
 * twin beside it.
 */
const LONGEST_MS = 45_000
const LONGEST_PAUSE_MS = 5_000

/** What is left of it; whatever is tried again within one attempt draws on the same. */
export type Patience = { leftMs: number }

export const patienceOfCall = (): Patience => ({ leftMs: LONGEST_MS })

/** For what is worked out again at any time. */
export const noPatience = (): Patience => ({ leftMs: 0 })

/**
 * Tries again in place, with no transaction open, what fails for a reason that passes: a call went through, and its answer
 * is held here alone. `work` may have taken effect though it failed: `again` is true from the second try on.
 */
export async function persevere<T>(
  patience: Patience,
  passes: (error: unknown) => boolean,
  work: (again: boolean) => Promise<T>,
): Promise<T> {
  for (let pauseMs = 250, again = false; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS), again = true) {
    const begunAt = performance.now()
    try {
      return await work(again)
    } catch (error) {
      patience.leftMs -= performance.now() - begunAt
      if (!passes(error) || pauseMs > patience.leftMs) throw error
    }
    await wait(pauseMs)
    patience.leftMs -= pauseMs
  }
}
