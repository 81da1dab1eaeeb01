'use client'

import type { DraftView } from '@patchbay/editor/session-types'
import { useEffect, useRef } from 'react'

/** Calls once the server knows of another start: its events and its address are other ones from then on. */
export function useSavedStart({ document, unsaved }: DraftView, call: (() => unknown) | null): void {
  const start = document.steps.find(({ kind }) => kind === 'trigger')
  const key = start?.kind === 'trigger' ? JSON.stringify([start.id, start.trigger]) : ''
  const known = useRef(key)
  const latest = useRef(call)
  useEffect(() => {
    latest.current = call
  })
  useEffect(() => {
    if (unsaved > 0 || known.current === key) return
    known.current = key
    latest.current?.()
  }, [unsaved, key])
}
