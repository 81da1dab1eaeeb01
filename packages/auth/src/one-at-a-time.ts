import type { Database } from '@patchbay/db/database'

/** Of those who would wait here, each holds a request open. */
const MOST_WAITING = 50
/** For one's turn: a single piece of work takes far less. */
const LONGEST_WAIT_MS = 10_000
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Runs one piece of work after the other, in all processes of ours; null, and nothing done, when too many wait or one's
 * turn does not come. They wait in this process first, where a waiter holds no connection: the one at work needs more.
 */
export function createOneAtATime(db: Database, key: number, longestWaitMs = LONGEST_WAIT_MS) {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (waiting >= MOST_WAITING) return null
    waiting += 1
    const { promise: gaveUp, resolve: giveUp } = Promise.withResolvers<null>()
    let hasGivenUp = false
    const timer = setTimeout(() => {
      hasGivenUp = true
      giveUp(null)
    }, longestWaitMs)
    const mine = last.then(() => {
      clearTimeout(timer)
      return hasGivenUp ? null : underLock({ db, key, longestWaitMs }, work)
    })
    last = mine
      .catch(() => undefined)
      .finally(() => {
        waiting -= 1
      })
    return Promise.race([mine, gaveUp])
  }
}

async function underLock<T>(
  { db, key, longestWaitMs }: { db: Database; key: number; longestWaitMs: number },
  work: () => Promise<T>,
): Promise<T | null> {
  const client = await db.pool.connect()
  // A session that keeps a lock, or a limit of ours, is not used again.
  let isClean = false
  try {
    await client.query("SELECT set_config('lock_timeout', $1, false)", [`${longestWaitMs}ms`])
    const isOurs = await client.query('SELECT pg_advisory_lock($1)', [key]).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return false
        throw error
      },
    )
    try {
      return isOurs ? await work() : null
    } finally {
      if (isOurs) await client.query('SELECT pg_advisory_unlock($1)', [key])
      await client.query('RESET lock_timeout')
      isClean = true
    }
  } finally {
    client.release(!isClean)
  }
}
