'use client'

import type { TemplatePart } from '@patchbay/flow/mapping'
import { cn } from '@patchbay/ui/cn'
import { frameClass } from '@patchbay/ui/input'
import { useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Sources } from '../sources.ts'
import { ValueChip } from '../value-chip.tsx'
import type { ChipData } from './chip-node.ts'
import { createTextEditor, type TextEditor } from './create-text-editor.ts'

export type TextEditorProps = {
  id: string
  parts: readonly TemplatePart[]
  sources: Sources
  multiline: boolean
  disabled: boolean
  invalid: boolean
  required: boolean
  labelledBy: string
  describedBy?: string | undefined
  mayBeEmpty: (part: ChipData) => boolean
  onChange: (parts: TemplatePart[]) => void
  /** A value is asked for: `put` puts it where the caret is, or in the place of the chip that was pressed. */
  onAsk: (ask: TextAsk) => void
  /** The editor for those outside who put values in: drops, and the picker opened by a key. */
  handle: (ask: Omit<TextAsk, 'typed'> | null) => void
}

export type TextAsk = {
  put: (data: ChipData) => void
  focus: () => void
  /** What was typed to ask for it; put in where no value is picked. */
  typed: string | null
  type: (text: string) => void
  /** At the end, whatever has the caret. */
  append: (words: string) => void
}

/** Words with chips among them. */
export function TextEditorBox(props: TextEditorProps) {
  const { id, parts, sources, multiline, disabled, invalid, required, labelledBy, describedBy } = props
  const latest = useRef(props)
  latest.current = props
  const [chips, setChips] = useState<Readonly<Record<string, ChipData>>>({})
  const shown = useRef('[]')
  const root = useRef<HTMLDivElement>(null)
  const [editor] = useState(() => {
    const made: TextEditor = createTextEditor(() => ({
      onChips: (next) => setChips({ ...next }),
      onParts: (next) => {
        const key = JSON.stringify(next)
        if (key === shown.current) return
        shown.current = key
        latest.current.onChange(next)
      },
      onAsk: (typed) => latest.current.onAsk({ ...askOf(made), typed }),
    }))
    return made
  })
  const key = JSON.stringify(parts)
  useEffect(() => {
    if (key === shown.current) return
    shown.current = key
    editor.write(latest.current.parts)
  }, [editor, key])
  useEffect(() => {
    if (root.current === null) return
    const detach = editor.attach(root.current, { multiline })
    latest.current.handle(askOf(editor))
    return () => {
      latest.current.handle(null)
      detach()
    }
  }, [editor, multiline])
  useEffect(() => editor.setEditable(!disabled), [editor, disabled])
  return (
    <div
      data-invalid={invalid ? '' : undefined}
      className={cn(frameClass, 'relative px-0', disabled && 'border-line-2 bg-surface-2')}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: no input of the browser's takes a chip among its words */}
      <div
        ref={root}
        id={id}
        contentEditable={!disabled}
        suppressContentEditableWarning
        role="textbox"
        aria-multiline={multiline}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-required={required || undefined}
        aria-invalid={invalid || undefined}
        aria-readonly={disabled || undefined}
        tabIndex={0}
        className={cn(
          'min-h-[32px] w-full min-w-0 whitespace-pre-wrap break-words px-2.5 py-[5px] leading-6 outline-none',
          multiline && 'min-h-20',
        )}
      />
      {parts.length === 0 ? (
        <span aria-hidden="true" className="pointer-events-none absolute top-[6px] left-2.5 text-ink-3">
          Words, and / for a value
        </span>
      ) : null}
      {Object.entries(chips).map(([chipKey, data]) => {
        const element = editor.elementOf(chipKey)
        if (element === null) return null
        const ask = { ...askOf(editor), put: (next: ChipData) => editor.replace(chipKey, next), typed: null }
        return createPortal(
          <ValueChip
            reference={data.ref}
            sources={sources}
            mayBeEmpty={props.mayBeEmpty(data)}
            disabled={disabled}
            onOpen={() => latest.current.onAsk(ask)}
            onRemove={() => editor.remove(chipKey)}
            onMoved={() => editor.remove(chipKey)}
          />,
          element,
          chipKey,
        )
      })}
    </div>
  )
}

function askOf(editor: TextEditor): Omit<TextAsk, 'typed'> {
  return { put: editor.insert, focus: editor.focus, type: editor.insert, append: editor.append }
}
