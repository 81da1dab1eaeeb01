'use client'

import type { Reference } from '@patchbay/flow/mapping'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { connectorOf } from '../step-words.ts'
import { ChipLook, type ChipTone } from './chip-look.tsx'
import { openFrom, startDrag } from './desk.ts'
import type { SourceNode, Sources } from './sources.ts'

export type ValueChipProps = {
  reference: Reference
  sources: Sources
  mayBeEmpty: boolean
  disabled: boolean
  /** Opens the picker. */
  onOpen: () => void
  onRemove: () => void
  /** It was dragged to another field. */
  onMoved?: () => void
  describedBy?: string | undefined
}

/** A value of an earlier step in a field. Click opens the picker, Backspace removes it, dragging moves it. */
export function ValueChip({
  reference,
  sources,
  mayBeEmpty,
  disabled,
  onOpen,
  onRemove,
  onMoved,
  describedBy,
}: ValueChipProps) {
  const root = useRef<HTMLButtonElement>(null)
  const words = chipWords(reference, sources)
  const tone = chipTone(reference, sources, mayBeEmpty)
  const icon = iconOfRef(reference, sources)
  const removeByKey = (event: KeyboardEvent) => {
    if (disabled || (event.key !== 'Backspace' && event.key !== 'Delete')) return
    event.preventDefault()
    onRemove()
  }
  return (
    <button
      ref={root}
      type="button"
      data-chip
      disabled={disabled}
      aria-label={`${words}${toneWords[tone]}. Change the value`}
      aria-describedby={describedBy}
      title={words}
      onClick={(event) => openFrom({ element: event.currentTarget, ref: reference }, onOpen)}
      onKeyDown={removeByKey}
      onPointerDown={(event) => {
        if (disabled || event.button !== 0 || tone === 'gone') return
        const from = () => {
          const box = root.current?.getBoundingClientRect()
          return { x: (box?.left ?? event.clientX) + 10, y: (box?.top ?? event.clientY) + 11 }
        }
        const dropped = () => onMoved?.()
        startDrag({ event, source: nodeOfRef(reference, sources), words, icon, from, onDropped: dropped })
      }}
      className="flex min-h-6 min-w-0 max-w-full touch-none items-center rounded-[11px_5px_5px_11px]"
    >
      <ChipLook words={words} icon={icon} tone={tone} />
    </button>
  )
}

/** The same without its behaviour, for text that has to stand somewhere else. */
export function StillChip({
  reference,
  sources,
  mayBeEmpty = false,
}: {
  reference: Reference
  sources: Sources
  mayBeEmpty?: boolean
}): ReactNode {
  return (
    <ChipLook
      words={chipWords(reference, sources)}
      icon={iconOfRef(reference, sources)}
      tone={chipTone(reference, sources, mayBeEmpty)}
    />
  )
}

export function chipWords(reference: Reference, sources: Sources): string {
  return isGone(reference, sources) ? goneWords(reference, sources) : sources.wordsOf(reference)
}

export function chipTone(reference: Reference, sources: Sources, mayBeEmpty: boolean): ChipTone {
  if (isGone(reference, sources)) return 'gone'
  return mayBeEmpty ? 'mayBeEmpty' : 'mapped'
}

export function iconOfRef(reference: Reference, sources: Sources): string | null {
  const step = sources.rootOf(reference)?.step ?? null
  return step === null ? null : connectorOf(step)
}

/** A value that no tree shows (one element of a list, one that a vendor does not document) can be dragged all the same. */
export function nodeOfRef(reference: Reference, sources: Sources): SourceNode {
  const known = sources.all.find(({ ref }) => JSON.stringify(ref) === JSON.stringify(reference))
  if (known !== undefined) return known
  const root = sources.rootOf(reference)
  return {
    key: JSON.stringify(reference),
    ref: reference,
    isEach: false,
    label: sources.wordsOf(reference),
    type: reference.path.length === 0 && root !== null ? root.type : 'unknown',
    schema: sources.schemaOf(reference),
    value: sources.valueOf(reference),
    children: [],
  }
}

function isGone(reference: Reference, sources: Sources): boolean {
  return sources.rootOf(reference) === null
}

function goneWords(reference: Reference, sources: Sources): string {
  const words = sources.wordsOf(reference)
  return words.startsWith('Step was removed') ? 'Step was removed' : words
}

const toneWords: Record<ChipTone, string> = {
  mapped: '',
  mayBeEmpty: ', may be empty',
  gone: ', its source is gone',
}
