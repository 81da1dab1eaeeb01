'use client'

import { Histogram } from '@patchbay/ui/histogram'
import { stateWord } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import type { RunPage } from '../../trpc/types.ts'
import { RUN_STATES, stateOf } from '../shared/states.ts'
import type { RunFilters } from './run-filters.ts'

export type RunsCountsProps = {
  page: Pick<RunPage, 'counts' | 'histogram'>
  filters: RunFilters
  onChange: (change: Partial<RunFilters>) => void
}

/** How many of each state, each a filter, over a histogram to drag across. */
export function RunsCounts({ page, filters, onChange }: RunsCountsProps) {
  const buckets = page.histogram.map((bucket, index) => ({
    ...bucket,
    from: bucket.from.getTime(),
    to: page.histogram[index + 1]?.from.getTime() ?? bucket.from.getTime() + widthOf(page.histogram),
  }))
  return (
    <div className="px-4 pb-2 lg:px-7">
      <div className="flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 pb-1.5 text-small">
        {RUN_STATES.filter((state) => (page.counts[state] ?? 0) > 0).map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filters.states.includes(state)}
            onClick={() => onChange({ states: filters.states.includes(state) ? [] : [state] })}
            className="inline-flex min-h-6 items-center gap-1.5 rounded-1 text-ink-2 tabular-nums hover:text-ink hover:underline aria-pressed:font-semibold aria-pressed:text-ink"
          >
            <StateGlyph state={stateOf(state)} size={13} />
            {(page.counts[state] ?? 0).toLocaleString('en-GB')} {stateWord[stateOf(state)].toLowerCase()}
          </button>
        ))}
        <span className="flex-1" />
        <span className="text-ink-3 max-md:hidden">{buckets.length > 1 ? 'drag across to choose a time' : ''}</span>
      </div>
      {buckets.length > 1 ? (
        <Histogram
          label="Runs by time"
          buckets={buckets}
          range={filters.range}
          onChoose={(range) => onChange({ range })}
          className="max-md:hidden"
        />
      ) : null}
    </div>
  )
}

const HOUR_MS = 3_600_000

function widthOf(histogram: RunPage['histogram']): number {
  const [first, second] = histogram
  return first === undefined || second === undefined ? HOUR_MS : second.from.getTime() - first.from.getTime()
}
