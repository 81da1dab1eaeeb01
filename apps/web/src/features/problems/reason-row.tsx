'use client'

import { cn } from '@patchbay/ui/cn'
import { PlainButton } from '@patchbay/ui/plain-button'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { ChevronDown, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProblemReason } from '../../trpc/types.ts'
import { howWords } from './how-words.ts'

export type ReasonRowProps = {
  reason: ProblemReason
  open: boolean
  /** Null where there is nothing to open. */
  onToggle: (() => void) | null
  /** The one thing to do, while it is closed. */
  action?: ReactNode
}

/** A reason in a sentence, what it stopped, and the one thing to do. */
export function ReasonRow({ reason, open, onToggle, action }: ReasonRowProps) {
  const Arrow = open ? ChevronDown : ChevronRight
  const words = (
    <>
      <span className="line-clamp-2 font-semibold max-md:line-clamp-none">{reason.title}</span>
      <span className="line-clamp-2 text-ink-2 text-small max-md:line-clamp-none">
        {reason.state === 'open' || reason.state === 'mending' ? reason.advice : howWords(reason)}
      </span>
    </>
  )
  return (
    <div className={cn('flex min-h-14.5 items-center gap-3 py-2 pr-3.5 pl-4 max-md:flex-wrap', open && 'bg-surface-2')}>
      <StateGlyph state={glyphOf(reason)} size={18} className="flex-none max-md:self-start max-md:mt-0.5" />
      {onToggle === null ? (
        <div className={wide}>{words}</div>
      ) : (
        <PlainButton aria-expanded={open} onClick={onToggle} className={cn(wide, 'cursor-pointer rounded-1 text-left')}>
          {words}
        </PlainButton>
      )}
      <span className="flex w-36 flex-none items-center gap-1.5 truncate text-ink-2 text-small max-xl:hidden">
        {reason.connector === null ? null : <VendorMark connector={reason.connector} size={14} />}
        <span className="truncate">{placeOf(reason)}</span>
      </span>
      <span className="w-19 flex-none text-right font-medium text-small tabular-nums max-md:w-auto max-md:pl-7.5">
        {countOf(reason)}
      </span>
      <RelativeTime
        at={reason.settledAt ?? reason.lastAt}
        className="w-17 flex-none text-right text-ink-3 text-small tabular-nums max-md:w-auto"
      />
      <span className="flex w-24 flex-none justify-end max-md:w-full max-md:[&>*]:min-h-11 max-md:[&>*]:w-full">
        {open ? null : action}
      </span>
      {onToggle === null ? null : (
        <Arrow size={16} strokeWidth={1.75} className="flex-none text-ink-3 max-md:hidden" aria-hidden="true" />
      )}
    </div>
  )
}

/** On a phone the words have a line of their own, beside the glyph. */
const wide = 'min-w-0 flex-1 max-md:basis-[calc(100%-2.5rem)]'

function glyphOf({ state, kind }: ProblemReason) {
  if (state === 'resolved') return 'succeeded'
  if (state === 'dismissed') return 'skipped'
  if (state === 'mending') return 'running'
  return kind === 'held' ? 'attention' : 'failed'
}

function placeOf({ connection, flow, flows }: ProblemReason): string {
  if (connection !== null) return connection.name
  return flows > 1 ? `${flow.name} and ${flows - 1} more` : flow.name
}

function countOf({ runs, held, state }: ProblemReason): string {
  const many = runs.toLocaleString('en-GB')
  if (state !== 'open') return runs === 1 ? '1 run' : `${many} runs`
  return held === runs ? `${many} held` : `${many} failed`
}
