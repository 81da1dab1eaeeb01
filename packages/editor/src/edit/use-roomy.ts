import { useSyncExternalStore } from 'react'

const query = '(min-width: 1024px)'

/** Whether the page is wide enough to draw by hand; on narrower ones keys, menus and + do it all. */
export function useRoomy(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
    () => true,
  )
}
