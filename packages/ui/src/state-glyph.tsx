import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { type State, stateTone, stateWord, toneClass } from './state.ts'

export type StateGlyphProps = {
  state: State
  /** Pixels. */
  size?: number
  /** Names the glyph where no word stands beside it. */
  label?: string | true
  className?: string
}

/** The state's own sign. Beside its word it is decoration; alone it needs `label`. */
export function StateGlyph({ state, size = 16, label, className }: StateGlyphProps) {
  const name = label === true ? stateWord[state] : label
  const naming = name === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: hidden beside its word, named by aria-label where it stands alone
    <svg
      {...naming}
      className={cn('block flex-none', toneClass[stateTone[state]].glyph, className)}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      data-state={state}
    >
      {shapes[state]}
    </svg>
  )
}

const round = { strokeLinecap: 'round', strokeLinejoin: 'round' } as const
const open = { fill: 'none', stroke: 'currentColor' } as const
const onSolid = { fill: 'none', stroke: 'var(--surface)' } as const

const shapes: Record<State, ReactNode> = {
  queued: <circle cx="8" cy="8" r="5.75" {...open} strokeWidth="1.5" strokeDasharray="2.3 2.215" />,
  running: (
    <>
      <circle cx="8" cy="8" r="5.75" {...open} strokeWidth="1.5" opacity=".35" />
      <path className="ui-spin" d="M8 2.25A5.75 5.75 0 0 1 13.75 8" {...open} strokeWidth="2" strokeLinecap="round" />
      <circle cx="8" cy="8" r="2.25" fill="currentColor" />
    </>
  ),
  succeeded: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="m5.2 8.2 1.9 1.9 3.7-4" {...onSolid} {...round} strokeWidth="1.6" />
    </>
  ),
  failed: (
    <>
      <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="currentColor" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" {...onSolid} strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  retrying: (
    <>
      <path d="M13.5 8a5.5 5.5 0 1 1-1.7-4" {...open} strokeWidth="1.7" strokeLinecap="round" />
      <path d="M12.7 1.2v3.2H9.5" {...open} {...round} strokeWidth="1.7" />
    </>
  ),
  waiting: (
    <>
      <rect x="1.75" y="1.75" width="12.5" height="12.5" rx="3.5" fill="currentColor" />
      <path d="M6.2 5.4v5.2M9.8 5.4v5.2" {...onSolid} strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  skipped: <path d="M2.5 4.2 7.5 8l-5 3.8zM8.3 4.2l5 3.8-5 3.8z" {...open} strokeWidth="1.4" strokeLinejoin="round" />,
  cancelled: (
    <>
      <circle cx="8" cy="8" r="5.75" {...open} strokeWidth="1.6" />
      <path d="m4 12 8-8" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  attention: (
    <>
      <path d="M8 1.3 15 14H1z" fill="currentColor" stroke="currentColor" strokeWidth="1.2" strokeLinejoin="round" />
      <path d="M8 6v3.6" stroke="var(--surface)" strokeWidth="1.6" strokeLinecap="round" />
      <circle cx="8" cy="11.8" r="1" fill="var(--surface)" />
    </>
  ),
}
