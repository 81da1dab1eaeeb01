import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { type State, stateTone, stateWord, toneClass } from './state.ts'
import { StateGlyph } from './state-glyph.tsx'

export type StateLabelProps = { state: State; children?: ReactNode; className?: string }

/** Glyph and word in a row of a table. Where all went well the word stays grey: only what needs an eye is coloured. */
export function StateLabel({ state, children, className }: StateLabelProps) {
  const quiet = state === 'succeeded' ? 'text-ink-2' : toneClass[stateTone[state]].text
  return (
    <span
      className={cn('inline-flex items-center gap-[7px] whitespace-nowrap align-middle font-medium', quiet, className)}
    >
      <StateGlyph state={state} />
      {children ?? stateWord[state]}
    </span>
  )
}

/** The state as a pill, for heads of pages and panels. */
export function StatePill({ state, children, className }: StateLabelProps) {
  const tone = toneClass[stateTone[state]]
  return (
    <span
      className={cn(
        'inline-flex items-center gap-[5px] whitespace-nowrap rounded-full border py-px pr-[9px] pl-1.5 align-middle font-medium text-small',
        tone.text,
        tone.soft,
        tone.line,
        className,
      )}
    >
      <StateGlyph state={state} size={13} />
      {children ?? stateWord[state]}
    </span>
  )
}
