/**
 * Turns that follow one another: each is waited for, and ends when it is given back, or by itself after `longestMs`, so
 * that what hangs holds nobody up.
 */
export function oneAtATime(longestMs: number): () => Promise<() => void> {
  let last: Promise<void> = Promise.resolve()
  return async () => {
    const turn = Promise.withResolvers<void>()
    const before = last
    last = turn.promise
    await before
    const timer = setTimeout(turn.resolve, longestMs)
    return () => {
      clearTimeout(timer)
      turn.resolve()
    }
  }
}
