import { setTimeout as wait } from 'node:timers/promises'

/** `longestMs`: what is worked on for longer is taken to be stuck, though its worker lives. */
export type Renewing = { ttlMs: number; longestMs: number; onError: (error: unknown) => void }

/**
 * Renews a lease three times in its life while somebody works under it: work that is only slow would be begun by a second
 * worker, and each would undo what the other does. `stop` resolves once nothing is renewed any more.
 */
export function renewWhile({ ttlMs, longestMs, onError }: Renewing, renew: () => Promise<void>) {
  const endsAt = performance.now() + longestMs
  const renewing = new Set<Promise<void>>()
  const timer = setInterval(() => {
    if (performance.now() > endsAt) return clearInterval(timer)
    const one = renew()
      .catch(onError)
      .finally(() => renewing.delete(one))
    renewing.add(one)
  }, ttlMs / 3)
  return {
    async stop(): Promise<void> {
      clearInterval(timer)
      // One that hangs on a dead connection holds nobody up for longer than a lease.
      if (renewing.size > 0) await Promise.race([Promise.all(renewing), wait(ttlMs, undefined, { ref: false })])
    },
  }
}
