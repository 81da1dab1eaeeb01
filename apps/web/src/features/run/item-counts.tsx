'use client'

import { cn } from '@patchbay/ui/cn'
import { PlainButton } from '@patchbay/ui/plain-button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import type { RunDetail, StepRunView } from '../../trpc/types.ts'
import { stateOf } from '../shared/states.ts'
import { sum } from './canvas-states.ts'

export type StepStateName = StepRunView['state']
export type ItemTally = RunDetail['items'][number]

const WORDS: readonly [StepStateName, string][] = [
  ['needs_attention', 'need a person'],
  ['failed', 'failed'],
  ['retrying', 'retrying'],
  ['running', 'running'],
  ['waiting', 'waiting'],
  ['succeeded', 'done'],
  ['skipped', 'skipped'],
  ['cancelled', 'cancelled'],
]

/** How many items are in each state; one of them filters the list. */
export function ItemCounts({
  tally,
  chosen,
  onChoose,
}: {
  tally: ItemTally
  chosen: StepStateName | null
  onChoose: (state: StepStateName | null) => void
}) {
  const toCome = tally.total === null ? 0 : Math.max(0, tally.total - sum(tally.states))
  return (
    <div className="flex flex-wrap gap-1.5">
      {WORDS.map(([state, word]) => {
        const count = tally.states[state] ?? 0
        if (count === 0 && chosen !== state) return null
        return (
          <PlainButton
            key={state}
            aria-pressed={chosen === state}
            onClick={() => onChoose(chosen === state ? null : state)}
            className={cn(
              'flex min-h-7 items-center gap-1.5 rounded-full border px-2.5 text-small tabular-nums hover:bg-surface-2',
              chosen === state ? 'border-signal bg-signal-soft' : 'border-line-ui',
            )}
          >
            <StateGlyph state={stateOf(state)} size={13} />
            {count.toLocaleString('en-GB')} {word}
          </PlainButton>
        )
      })}
      {toCome === 0 ? null : (
        <span className="flex min-h-7 items-center gap-1.5 px-1 text-ink-3 text-small tabular-nums">
          <StateGlyph state="queued" size={13} />
          {toCome.toLocaleString('en-GB')} to come
        </span>
      )}
    </div>
  )
}
