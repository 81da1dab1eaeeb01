import { LRUCache } from 'lru-cache'

const WINDOW_MS = 60_000

/** How often a link may be opened or answered by in a minute. */
const MOST_A_LINK = 40
/** How many links that were never given out may be tried in a minute, by all together. */
const MOST_UNKNOWN = 300

const counts = new LRUCache<string, { count: number }>({ max: 10_000, ttl: WINDOW_MS, noUpdateTTL: true })

/** Counts one more try; false when there have been too many in the minute since the first. */
const count = (key: string, most: number): boolean => {
  const entry = counts.get(key) ?? { count: 0 }
  entry.count += 1
  counts.set(key, entry)
  return entry.count <= most
}

export const mayTryLink = (hash: Buffer): boolean => count(hash.toString('base64'), MOST_A_LINK)

/** Said of unknown links only: whoever holds a real one is never kept out by those who guess. */
export const mayTryUnknown = (): boolean => count('unknown', MOST_UNKNOWN)
