import type { Database } from '@patchbay/db/database'

/** Of those who would wait here, each holds a request open. */
const MOST_WAITING = 50
/** Another process of ours is at work for less. */
const LONGEST_WAIT_MS = 10_000
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Runs one piece of work after the other, in all processes of ours; null when too many wait, or another process does not
 * end its own. They wait in this process first, where a waiter holds no connection: the one at work needs more of them.
 */
export function createOneAtATime(db: Database, key: number) {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (waiting >= MOST_WAITING) return null
    waiting += 1
    const mine = last.then(() => underLock(db, key, work))
    last = mine.catch(() => undefined)
    return mine.finally(() => {
      waiting -= 1
    })
  }
}

async function underLock<T>(db: Database, key: number, work: () => Promise<T>): Promise<T | null> {
  const client = await db.pool.connect()
  try {
    await client.query("SELECT set_config('lock_timeout', $1, false)", [`${LONGEST_WAIT_MS}ms`])
    try {
      await client.query('SELECT pg_advisory_lock($1)', [key])
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return null
      throw error
    }
    try {
      return await work()
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [key])
    }
  } finally {
    // Its session keeps what was set, and a lock that could not be given back: it is not used again.
    client.release(true)
  }
}
