'use client'

import type { FlowDocument } from '@patchbay/flow/document'
import type { Problem } from '@patchbay/flow/problem'
import { useCallback, useState } from 'react'
import { useUrlState } from '../shared/use-url-state.ts'
import type { DrawerTab } from './drawer-tab.ts'
import { usePlace } from './use-place.ts'
import type { Looking } from './versions-panel.tsx'

/** A dialog of the whole page; one at a time. */
export type Shown = 'publish' | 'live' | 'test' | 'start' | 'keys'

const drawerTabs: readonly DrawerTab[] = ['problems', 'tests', 'versions']

export type EditorView = ReturnType<typeof useEditorView>

/** Which panes are open. What a link should lead to is in the address. */
export function useEditorView(document: FlowDocument) {
  const place = usePlace(document)
  const { params, change } = useUrlState()
  const [shown, setShown] = useState<Shown | null>(null)
  const [looking, setLooking] = useState<Looking | null>(null)
  const [palette, setPalette] = useState(true)
  const [refused, setRefused] = useState<Problem | null>(null)
  const [testing, setTesting] = useState<string | null>(null)
  const drawer = drawerTabs.find((tab) => tab === params.get('drawer')) ?? null
  const asksForProblems = drawer === 'problems'
  const [showsMissing, setShowsMissing] = useState(asksForProblems)
  if (asksForProblems && !showsMissing) setShowsMissing(true)
  const openDrawer = useCallback((tab: DrawerTab | null) => change({ drawer: tab }), [change])
  const { open } = place
  return {
    place,
    drawer,
    /** Somebody looked at what stands in the way of publishing. */
    showsMissing,
    openDrawer,
    toggleDrawer: (tab: DrawerTab) => openDrawer(drawer === tab ? null : tab),
    shown,
    show: (next: Shown) => {
      setLooking(null)
      setShown(next)
    },
    hide: useCallback(() => setShown(null), []),
    looking,
    look: setLooking,
    palette,
    setPalette,
    /** What the draft did not take, until the next thing it does. */
    refused,
    say: setRefused,
    /** The step that is to be tested as soon as its tab is ready for it. */
    testing,
    testTaken: useCallback(() => setTesting(null), []),
    /** Opens the step's Test tab and tries it there. */
    testStep: useCallback(
      (stepId: string) => {
        open({ stepId, tab: 'test' })
        setTesting(stepId)
      },
      [open],
    ),
  }
}
