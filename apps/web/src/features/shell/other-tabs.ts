'use client'

import { useEffect } from 'react'

/** Who is signed in, and to which workspace, is one thing for all tabs of a browser. When it last moved is kept, too. */
const CHANNEL = 'patchbay-session'

/** One for the tab: what it says itself it does not hear, and goes where it was going. */
let channel: BroadcastChannel | null = null
function opened(): BroadcastChannel {
  channel ??= new BroadcastChannel(CHANNEL)
  return channel
}

/** Other tabs hear that the session is another one now, or none. */
export function tellOtherTabs(): void {
  // First, so that a tab that loads anew because of the message began to after it.
  stamp()
  opened().postMessage('moved')
}

/** A whole load: nothing of the session before stays in memory, here or in other tabs. */
export function goInto(path: string): void {
  tellOtherTabs()
  window.location.assign(path)
}

function stamp(): void {
  try {
    localStorage.setItem(CHANNEL, String(Date.now()))
  } catch {
    // A browser that keeps nothing: tabs that are there still hear.
  }
}

/**
 * Whether another tab has said so since `startedAtMs`: while a page loads it hears nothing. What was said at a time that
 * has not come yet was said by a clock that was wrong, and would load the page over and over.
 */
export function hasMovedSince(startedAtMs: number): boolean {
  const movedAtMs = stamped()
  return movedAtMs > startedAtMs && movedAtMs <= Date.now()
}

function stamped(): number {
  try {
    return Number(localStorage.getItem(CHANNEL))
  } catch {
    return Number.NaN
  }
}

/**
 * By the clock that stamps are made with: `performance.timeOrigin` falls behind it while a computer sleeps. A millisecond
 * later than that, for `Date.now()` has no parts of one: the page that a stamp's own tab goes to must not be older.
 */
const startOfPage = (): number => Date.now() - performance.now() + 1

export function hearOtherTabs(onMoved: () => void): () => void {
  const heard = opened()
  heard.addEventListener('message', onMoved)
  return () => heard.removeEventListener('message', onMoved)
}

/** Of every page: one that shows what another person, or another workspace, had must not write as this one. */
export function OtherTabs(): null {
  useEffect(() => {
    const reload = () => window.location.reload()
    if (hasMovedSince(startOfPage())) reload()
    return hearOtherTabs(reload)
  }, [])
  return null
}
