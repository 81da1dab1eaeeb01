'use client'

import { useHydrated } from './use-hydrated.tsx'

const EARLY = { 'aria-disabled': true } as const
const ALIVE = {}

/**
 * Spread on what is pressed: before its page has come alive no press counts, and it says so. It looks as ever and refuses
 * nothing by itself, so that it can be used in the very moment that its handlers are there.
 */
export function useEarly(): { 'aria-disabled'?: true } {
  return useHydrated() ? ALIVE : EARLY
}
