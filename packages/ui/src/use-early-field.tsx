'use client'

import type { ComponentProps } from 'react'
import { useHydrated } from './use-hydrated.tsx'

/**
 * Spread on what is typed into: before its page has come alive what is typed into a field whose value is held by script
 * would be lost, so it takes nothing until then. A field without a `value` keeps it.
 */
export function useEarlyField({ value, readOnly }: Pick<ComponentProps<'input'>, 'readOnly'> & { value?: unknown }) {
  const hydrated = useHydrated()
  return hydrated || value === undefined || readOnly === true ? null : ({ readOnly: true, 'data-early': '' } as const)
}
