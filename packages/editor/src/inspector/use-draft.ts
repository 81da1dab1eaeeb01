import type { Problem } from '@patchbay/flow/problem'
import { createContext, useContext, useLayoutEffect, useRef, useState } from 'react'
import type { BeginEdit } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { createDraft } from './draft.ts'

export type DraftField<T> = {
  /** What is typed, or else what the document says. */
  value: T
  change: (value: T, how?: 'typed' | 'done') => void
  /** Keeps what waits; put it on `onBlur` of the field's frame. */
  flush: () => void
  /** Why the last change was refused; what was typed stays. */
  refused: Problem | null
}

/**
 * A part of the document while it is edited. `save` is called with what was typed after a pause, when the field is left,
 * when the panel closes or goes to another step, and when somebody asks for everything to be kept.
 */
export function useDraft<T>(saved: T, save: (value: T) => Problem | null): DraftField<T> {
  const [typed, setTyped] = useState<{ value: T } | null>(null)
  const [refused, setRefused] = useState<Problem | null>(null)
  const { beginEdit } = useEditorScope()
  const begun = useRef<ReturnType<BeginEdit> | null>(null)
  const latest = useRef(save)
  useLayoutEffect(() => {
    latest.current = save
  })
  const [draft] = useState(() =>
    createDraft<T>((value) => {
      const keep = () => latest.current(value)
      const problem = begun.current === null ? keep() : begun.current.keep(keep)
      setRefused(problem)
      if (problem !== null) return
      end(begun)
      setTyped(null)
    }),
  )
  const edits = useContext(PendingEdits)
  // A layout effect, so that leaving the page keeps the edit before the page's own effects are gone.
  useLayoutEffect(() => {
    edits?.add(draft.flush)
    return () => {
      edits?.delete(draft.flush)
      draft.flush()
      end(begun)
    }
  }, [draft, edits])
  const change = (value: T, how: 'typed' | 'done' = 'typed') => {
    setTyped({ value })
    begun.current ??= beginEdit?.() ?? null
    draft.change(value, how)
  }
  return { value: typed === null ? saved : typed.value, change, flush: draft.flush, refused }
}

function end(begun: { current: ReturnType<BeginEdit> | null }): void {
  begun.current?.drop()
  begun.current = null
}

/** The flushes of all fields of a panel, for keys that act on the flow while the focus stays in a field. */
export const PendingEdits = createContext<Set<() => void> | null>(null)
