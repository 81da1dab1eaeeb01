'use client'

import { useEffect } from 'react'

/** Who is signed in, and to which workspace, is one thing for all tabs of a browser. */
const CHANNEL = 'patchbay-session'

/** One for the tab: what it says itself it does not hear, and goes where it was going. */
let channel: BroadcastChannel | null = null
function opened(): BroadcastChannel {
  channel ??= new BroadcastChannel(CHANNEL)
  return channel
}

/** Other tabs hear that the session is another one now, or none. */
export const tellOtherTabs = (): void => opened().postMessage('moved')

/** A whole load: nothing of the session before stays in memory, here or in other tabs. */
export function goInto(path: string): void {
  tellOtherTabs()
  window.location.assign(path)
}

export function hearOtherTabs(onMoved: () => void): () => void {
  const heard = opened()
  heard.addEventListener('message', onMoved)
  return () => heard.removeEventListener('message', onMoved)
}

/** Of every page: one that shows what another person, or another workspace, had must not write as this one. */
export function OtherTabs(): null {
  useEffect(() => hearOtherTabs(() => window.location.reload()), [])
  return null
}
