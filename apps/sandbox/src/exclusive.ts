import type { DatabaseSync } from 'node:sqlite'

/** Runs one unit of work at a time, each in one transaction: all of it is on disk afterwards, or nothing. */
export type Exclusive = <T>(work: () => T | Promise<T>) => Promise<T>

/** Work must not wait for anything outside: everybody else waits for it. */
export function createExclusive(db: DatabaseSync): Exclusive {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(async () => {
      db.exec('begin immediate')
      try {
        const result = await work()
        db.exec('commit')
        return result
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    })
    // The next one starts whatever became of this one; its caller hears of the error.
    last = mine.catch(() => undefined)
    return mine
  }
}
