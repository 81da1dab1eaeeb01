'use client'

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { type Diagnostic, linter } from '@codemirror/lint'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import { checkExpression } from '@patchbay/mapping/check-expression'
import { cn } from '@patchbay/ui/cn'
import { frameClass } from '@patchbay/ui/input'
import { useEffect, useRef } from 'react'
import type { Sources } from '../sources.ts'
import { completeExpression } from './complete-expression.ts'
import { jsonataColours, jsonataLanguage } from './jsonata-language.ts'

export type ExpressionEditorProps = {
  /** Its accessible name: the field's label. */
  label: string
  source: string
  sources: Sources
  disabled: boolean
  invalid: boolean
  describedBy?: string | undefined
  onChange: (source: string) => void
  /** The editor for those outside who put values in. */
  handle: (put: ((text: string) => void) | null) => void
}

/** A formula in JSONata: coloured, completed from what the steps give, and checked as one types. */
export function ExpressionEditor(props: ExpressionEditorProps) {
  const { source, disabled, invalid } = props
  const latest = useRef(props)
  latest.current = props
  const root = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const editable = useRef(new Compartment())
  useEffect(() => {
    if (root.current === null) return
    const made = new EditorView({
      parent: root.current,
      state: EditorState.create({
        doc: latest.current.source,
        extensions: extensions(() => latest.current, editable.current),
      }),
    })
    view.current = made
    latest.current.handle((text) => {
      made.dispatch(made.state.replaceSelection(text))
      made.focus()
    })
    return () => {
      latest.current.handle(null)
      made.destroy()
      view.current = null
    }
  }, [])
  useEffect(() => {
    const now = view.current
    if (now === null || now.state.doc.toString() === source) return
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: source } })
  }, [source])
  useEffect(() => {
    view.current?.dispatch({
      effects: editable.current.reconfigure([EditorState.readOnly.of(disabled), EditorView.editable.of(!disabled)]),
    })
  }, [disabled])
  return (
    <div
      ref={root}
      data-invalid={invalid ? '' : undefined}
      className={cn(frameClass, 'min-h-8.5 px-0 font-mono text-small')}
    />
  )
}

function extensions(props: () => ExpressionEditorProps, editable: Compartment) {
  return [
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    jsonataLanguage,
    jsonataColours,
    look,
    autocompletion({ override: [completeExpression(() => props().sources)], icons: false }),
    linter((view) => diagnostics(view.state.doc.toString()), { delay: 200 }),
    // Tab leaves the editor, as it leaves every other field.
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of(() => {
      const { label, describedBy, invalid } = props()
      return {
        'aria-label': `${label}, expression`,
        ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
        ...(invalid ? { 'aria-invalid': 'true' } : {}),
      }
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && update.state.doc.toString() !== props().source)
        props().onChange(update.state.doc.toString())
    }),
    editable.of([EditorState.readOnly.of(props().disabled), EditorView.editable.of(!props().disabled)]),
  ]
}

function diagnostics(source: string): Diagnostic[] {
  const message = wrongOf(source)
  if (message === null) return []
  const at = Math.min(Number(/at character (\d+)/.exec(message)?.[1] ?? source.length), source.length)
  return [{ from: Math.max(0, at - 1), to: at, severity: 'error', message }]
}

function wrongOf(source: string): string | null {
  return source.trim() === '' ? 'Write a formula, or choose Fixed.' : checkExpression(source)
}

const look = EditorView.theme({
  '&': { width: '100%', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { padding: '6px 10px', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--signal-line)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--surface-3)', outline: '1px solid var(--line-ui)' },
  '.cm-tooltip': {
    border: '1px solid var(--line-2)',
    borderRadius: '7px',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    boxShadow: 'var(--e-3)',
    fontFamily: 'var(--sans)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--sans)', maxHeight: '220px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--surface-3)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad-solid)' },
})
