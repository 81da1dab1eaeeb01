import { setTimeout as wait } from 'node:timers/promises'

const LONGEST_PAUSE_MS = 5_000

/** What is left of it; whatever is tried again for one thing draws on the same. */
export type Patience = { leftMs: number }

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
