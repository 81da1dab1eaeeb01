import { useEffect, useSyncExternalStore } from 'react'

export type LatePart<T> = {
  /** Called when it will soon be wanted: on pointer or focus. */
  fetch: () => void
  /** The part once it is wanted and there; null before. */
  use: (isWanted: boolean) => T | null
  /** Comes by itself when the page has nothing else to do, for what a single key opens. */
  useWhenIdle: () => void
}

/**
 * A part of a page that is not needed before somebody reaches for it: what opens over it is a fifth of its script. One
 * that did not come (no network) is asked for again at its next use; until then nothing opens.
 */
export function latePart<T>(load: () => Promise<T>): LatePart<T> {
  let part: T | null = null
  let isComing = false
  const followers = new Set<() => void>()
  const follow = (tell: () => void) => {
    followers.add(tell)
    return () => followers.delete(tell)
  }
  const fetch = () => {
    if (isComing) return
    isComing = true
    const came = (loaded: T) => {
      part = loaded
      for (const tell of followers) tell()
    }
    load().then(came, () => {
      isComing = false
    })
  }
  return {
    fetch,
    use: (isWanted) => {
      useEffect(() => {
        if (isWanted) fetch()
      }, [isWanted])
      return useSyncExternalStore(isWanted ? follow : followNothing, () => part, none)
    },
    useWhenIdle: () => useEffect(() => whenIdle(fetch), []),
  }
}

const none = () => null
const followNothing = () => none

function whenIdle(work: () => void): () => void {
  // Not in every browser.
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(work, IDLE_MS)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(work)
  return () => cancelIdleCallback(handle)
}

const IDLE_MS = 1000
