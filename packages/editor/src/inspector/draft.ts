/** What somebody is typing, held back until they pause or leave, so that a change of the flow is an edit and not a key. */
export type Draft<T> = {
  /** `typed` waits for a pause; `done` (a choice, a drop, a removal) is kept at once, and what was typed before with it. */
  change: (value: T, how: 'typed' | 'done') => void
  /** Keeps what waits, now. Does nothing when nothing waits. */
  flush: () => void
  /** Forgets what waits. */
  drop: () => void
}

/** Long enough to type on, short enough that a preview feels live. */
export const TYPING_PAUSE_MS = 400

export function createDraft<T>(keep: (value: T) => void, pauseMs: number = TYPING_PAUSE_MS): Draft<T> {
  let waiting: { value: T } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const drop = () => {
    clearTimeout(timer)
    waiting = null
  }
  const flush = () => {
    if (waiting === null) return
    const { value } = waiting
    drop()
    keep(value)
  }
  const change: Draft<T>['change'] = (value, how) => {
    clearTimeout(timer)
    waiting = { value }
    if (how === 'done') flush()
    else timer = setTimeout(flush, pauseMs)
  }
  return { change, flush, drop }
}
