'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/** False while the server renders and in the browser's first pass, which must look the same. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
