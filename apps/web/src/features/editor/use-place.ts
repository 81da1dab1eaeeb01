'use client'

import type { Place, StepTab } from '@patchbay/editor/contract'
import type { FlowDocument } from '@patchbay/flow/document'
import { useCallback, useMemo, useState } from 'react'
import { useUrlState } from '../shared/use-url-state.ts'

const tabs: readonly StepTab[] = ['setup', 'test', 'retry', 'notes']

export type EditorPlace = {
  /** What is selected on the canvas. */
  selection: readonly string[]
  select: (ids: readonly string[]) => void
  /** The step whose settings are open. */
  stepId: string | null
  tab: StepTab
  field: string | undefined
  open: (place: Place) => void
  changeTab: (tab: StepTab) => void
  close: () => void
}

/** Where in the flow one is: in the address, so that a link leads a colleague to the same field. */
export function usePlace(document: FlowDocument): EditorPlace {
  const { params, change } = useUrlState()
  const asked = params.get('step')
  const stepId = document.steps.some(({ id }) => id === asked) ? asked : null
  const tab = tabs.find((each) => each === params.get('tab')) ?? 'setup'
  const [selection, setSelection] = useState<readonly string[]>(stepId === null ? [] : [stepId])
  const shown = useMemo(() => {
    const ids = new Set([...document.steps, ...document.edges, ...document.notes].map(({ id }) => id))
    return selection.every((id) => ids.has(id)) ? selection : selection.filter((id) => ids.has(id))
  }, [selection, document])
  const open = useCallback(
    (place: Place) => {
      setSelection([place.stepId])
      const { tab = 'setup', field = null } = place
      change({ step: place.stepId, tab: tab === 'setup' ? null : tab, field })
    },
    [change],
  )
  const select = useCallback(
    (ids: readonly string[]) => {
      setSelection(ids)
      if (stepId === null) return
      const [only, more] = ids
      const follows = more === undefined && document.steps.some(({ id }) => id === only)
      // Settings that are open follow the step that is chosen; nothing or several chosen have none.
      change(follows ? { step: only ?? null, field: null } : { step: null, tab: null, field: null })
    },
    [change, document, stepId],
  )
  return {
    selection: shown,
    select,
    stepId,
    tab,
    field: params.get('field') ?? undefined,
    open,
    changeTab: useCallback((next: StepTab) => change({ tab: next === 'setup' ? null : next, field: null }), [change]),
    close: useCallback(() => change({ step: null, tab: null, field: null }), [change]),
  }
}
