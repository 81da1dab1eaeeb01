'use client'

import { cn } from '@patchbay/ui/cn'
import type { ReactNode } from 'react'
import type { Preview } from './use-preview.ts'
import { kindWords, valueWords } from './value-words.ts'

/** Hooked under a field: what its mapping becomes in the sample. */
export function PreviewLine({
  preview,
  note,
  id,
  children,
}: {
  preview: Preview | null
  /** What it was made of: "3 lines + packing". */
  note?: string | undefined
  id?: string
  /** In place of the value: a warning with its way out. */
  children?: ReactNode
}) {
  const wrong = preview?.kind === 'wrong'
  const warned = children !== undefined || wrong
  if (preview === null && children === undefined) return null
  return (
    <div
      id={id}
      className={cn(
        'flex min-w-0 items-start gap-1.5 pl-[3px] text-small',
        wrong ? 'text-bad' : warned ? 'text-attn' : 'text-ink-2',
      )}
    >
      <span
        aria-hidden="true"
        className={cn(
          'mt-px h-[9px] w-2.5 flex-none rounded-bl-[5px] border-b-[1.5px] border-l-[1.5px]',
          wrong ? 'border-bad-line' : warned ? 'border-attn-line' : 'border-signal-line',
        )}
      />
      <span className="min-w-0 flex-1">{children ?? <PreviewWords preview={preview} note={note} />}</span>
    </div>
  )
}

function PreviewWords({ preview, note }: { preview: Preview | null; note: string | undefined }) {
  if (preview === null) return null
  if (preview.kind === 'wrong')
    return preview.isBudget ? `${preview.message} Make it do less, or split it into two steps.` : preview.message
  const warning = preview.warnings[0]
  if (warning !== undefined) return <span className="text-attn">{warning}</span>
  if (preview.kind === 'nothing')
    return <span className="text-ink-3">Nothing in this sample: {preview.source} is empty.</span>
  return (
    <span className="line-clamp-3 whitespace-pre-line break-words">
      {valueWords(preview.value)}
      <span className="ml-2 text-ink-3">{note ?? kindWords(preview.value)}</span>
    </span>
  )
}
