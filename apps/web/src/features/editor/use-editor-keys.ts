'use client'

import { isTyping } from '@patchbay/ui/search-input'
import { useEffect, useRef } from 'react'

export type EditorKeys = {
  undo: () => void
  redo: () => void
  testRun: () => void
  testStep: () => void
  publish: () => void
  keyList: () => void
  /** Unless the canvas takes it: closes what lies open, the drawer first. */
  escape: () => void
}

/** Keys of the whole page. What the canvas, a field or a dialog has taken is left to it. */
export function useEditorKeys(keys: EditorKeys, isOff: boolean): void {
  const latest = useRef({ keys, isOff })
  useEffect(() => {
    latest.current = { keys, isOff }
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { keys: now, isOff: off } = latest.current
      if (event.defaultPrevented || off || isInDialog(event.target)) return
      const act = keyOf(event, now)
      if (act === null) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

function keyOf(event: KeyboardEvent, keys: EditorKeys): (() => void) | null {
  const key = event.key.toLowerCase()
  if (event.metaKey || event.ctrlKey) {
    if (event.altKey) return null
    if (key === 'enter') return keys.testStep
    if (isTyping(event.target)) return null
    if (key === 'z') return event.shiftKey ? keys.redo : keys.undo
    return key === 'y' ? keys.redo : null
  }
  if (event.altKey || isTyping(event.target)) return null
  if (event.key === '?') return keys.keyList
  if (event.shiftKey) return null
  if (key === 't') return keys.testRun
  if (key === 'p') return keys.publish
  return key === 'escape' ? keys.escape : null
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
}
