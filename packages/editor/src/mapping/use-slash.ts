'use client'

import type { Mapping, Reference } from '@patchbay/flow/mapping'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { openPicker, useIsPickerOpen } from './desk.ts'
import { holdKeys } from './hold-keys.ts'
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
  // Known at once, so that a picker that closes behind a pick does not put the key in as well.
  const pending = useRef<SlashAsk | null>(null)
  const ask = (next: SlashAsk | null) => {
    pending.current = next
    setAsked(next)
  }
  const isPicking = useIsPickerOpen(id)
  useEffect(() => {
    const typed = pending.current
    if (isPicking || typed === null) return
    // Nothing was picked, so the key that asked for a value was meant as itself.
    ask(null)
    onChange({ kind: 'constant', value: `${typed.before}${typed.typed}${typed.after}` })
    const caret = typed.before.length + 1
    requestAnimationFrame(() => textIn(root.current)?.setSelectionRange(caret, caret))
  }, [isPicking])
  return {
    isAsking: asked !== null,
    /** Whether the key was taken. */
    onKey: (event: KeyboardEvent): boolean => {
      const text = textIn(root.current)
      if (!isText || text === null || event.target !== text || event.nativeEvent.isComposing) return false
      const { value, selectionStart, selectionEnd } = text
      const next = slashAsk(event, { value, start: selectionStart ?? value.length, end: selectionEnd ?? value.length })
      if (next === null) return false
      ask(next)
      openPicker(id)
      return true
    },
    /** Whether the value was asked for by such a key, and has its place now. */
    put: (ref: Reference): boolean => {
      const typed = pending.current
      if (typed === null) return false
      ask(null)
      onChange({ kind: 'template', parts: partsAround(typed, { ref }) })
      holdKeys(id)
      return true
    },
  }
}

function textIn(root: HTMLElement | null): HTMLInputElement | HTMLTextAreaElement | null {
  const found = root?.querySelector('[data-field-body] :is(input, textarea)')
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? found : null
}
