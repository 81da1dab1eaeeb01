'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/** Writes the address without asking the server for the page again; Next keeps `useSearchParams` in step with it. */
export function useUrlState(): { params: URLSearchParams; change: (next: Record<string, string | null>) => void } {
  const pathname = usePathname()
  const search = useSearchParams()
  const change = useCallback(
    (next: Record<string, string | null>) => {
      const params = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(next)) {
        if (value === null || value === '') params.delete(name)
        else params.set(name, value)
      }
      const text = params.toString()
      window.history.replaceState(null, '', text === '' ? pathname : `${pathname}?${text}`)
    },
    [pathname],
  )
  return { params: new URLSearchParams(search), change }
}
