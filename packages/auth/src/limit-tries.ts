import { createHash } from 'node:crypto'
import type { Database } from '@patchbay/db/database'
import { createWindowCount } from './window-count.ts'

const MAX_TRIES = 10
const WINDOW_MS = 10 * 60_000

export type TryLimit = ReturnType<typeof createTryLimit>

/**
 * Tries at one e-mail address (or another thing that has a name), whoever makes them from wherever: counted before the
 * password is looked at, so that tries at the same moment count too, and forgotten when one succeeds. Addresses nobody
 * has count alike, so the answer tells nothing about who has an account.
 */
export function createTryLimit(db: Database) {
  const counted = createWindowCount(db)
  return {
    /** Seconds until the next try is allowed; 0 when this one is. */
    take: (email: string, nowMs: number, most = MAX_TRIES): Promise<number> =>
      counted.take(keyOf(email), { nowMs, windowMs: WINDOW_MS, most }),
    forget: (email: string): Promise<void> => counted.forget(keyOf(email)),
  }
}

/** A digest: the table is no list of the addresses that people tried. */
const keyOf = (email: string): string =>
  `email ${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`
