'use client'

import type { Mapping, Reference } from '@patchbay/flow/mapping'
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { openPicker, useIsPickerOpen } from './desk.ts'
import { partsAround, type SlashAsk, slashAsk } from './slash.ts'

type Parts = {
  id: string
  root: RefObject<HTMLElement | null>
  /** The field holds a fixed text that may become one with values in it. */
  isText: boolean
  onChange: (mapping: Mapping) => void
}

/** `/` or `{` in a fixed text asks for a value, as it does among words: picked, the field is text with the value in it. */
export function useSlash({ id, root, isText, onChange }: Parts) {
  const [asked, setAsked] = useState<SlashAsk | null>(null)
  const isPicking = useIsPickerOpen(id)
  useEffect(() => {
    if (isPicking || asked === null) return
    // Nothing was picked, so the key that asked for a value was meant as itself.
    setAsked(null)
    onChange({ kind: 'constant', value: `${asked.before}${asked.typed}${asked.after}` })
    const caret = asked.before.length + 1
    requestAnimationFrame(() => textIn(root.current)?.setSelectionRange(caret, caret))
  }, [isPicking])
  return {
    isAsking: asked !== null,
    /** Whether the key was taken. */
    onKey: (event: KeyboardEvent): boolean => {
      const text = textIn(root.current)
      if (!isText || text === null || event.target !== text || event.nativeEvent.isComposing) return false
      const { value, selectionStart, selectionEnd } = text
      const ask = slashAsk(event, { value, start: selectionStart ?? value.length, end: selectionEnd ?? value.length })
      if (ask === null) return false
      setAsked(ask)
      openPicker(id)
      return true
    },
    /** Whether the value was asked for by such a key, and has its place now. */
    put: (ref: Reference): boolean => {
      if (asked === null) return false
      setAsked(null)
      onChange({ kind: 'template', parts: partsAround(asked, { ref }) })
      return true
    },
  }
}

function textIn(root: HTMLElement | null): HTMLInputElement | HTMLTextAreaElement | null {
  const found = root?.querySelector('[data-field-body] :is(input, textarea)')
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? found : null
}
