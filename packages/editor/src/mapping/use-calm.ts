'use client'

import type { Problem } from '@patchbay/flow/problem'
import { type FocusEvent, useEffect, useState } from 'react'
import { useEditorScope, useMissingShown } from '../editor-scope.tsx'

/** Problems that say no more than that nothing has been filled in yet. */
const NOT_YET: ReadonlySet<string> = new Set(['input_missing', 'value_empty'])

export const isNotYet = ({ code }: Problem): boolean => NOT_YET.has(code)

/** Fields that were left empty, or that somebody was led to, while the page is open. */
const seen = new Set<string>()

/**
 * A field is not called wrong before anybody had a chance to fill it: what is merely missing is shown as wrong once the
 * field was left empty, a problem led to it, or somebody asked what stands in the way of publishing.
 */
export function useCalm(
  { stepId, path }: { stepId: string; path: string },
  problem: Problem | undefined,
  isLedTo: boolean,
): { isCalm: boolean; onBlur: (event: FocusEvent<HTMLElement>) => void } {
  const { flowId } = useEditorScope()
  const isAsked = useMissingShown().has(stepId)
  const key = `${flowId} ${stepId} ${path}`
  const [, setCount] = useState(0)
  const look = () => {
    if (seen.has(key)) return
    seen.add(key)
    setCount((count) => count + 1)
  }
  useEffect(() => {
    if (isLedTo || isAsked) look()
  })
  return {
    isCalm: problem !== undefined && isNotYet(problem) && !seen.has(key),
    onBlur: ({ currentTarget, relatedTarget }) => {
      if (!(relatedTarget instanceof Element)) {
        // The window lost the focus, or a bare place was clicked: the latter leaves the field.
        if (document.hasFocus()) look()
        return
      }
      // Lists and pickers of the field stand elsewhere on the page.
      const isOwn = relatedTarget.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
      if (!isOwn && !currentTarget.contains(relatedTarget)) look()
    },
  }
}
