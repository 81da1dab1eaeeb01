'use client'

import { useSyncExternalStore } from 'react'

/** Null while the server renders. */
export function useMedia(query: string): boolean | null {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
    () => null,
  )
}
