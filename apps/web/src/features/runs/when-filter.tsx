'use client'

import { Field } from '@patchbay/ui/field'
import { FilterOption, FilterPill } from '@patchbay/ui/filter-pill'
import { Input } from '@patchbay/ui/input'
import { useTimeZone } from '@patchbay/ui/use-now'
import { useState } from 'react'
import { daysOf, type RunFilters, rangeOfDays, rangeWords, WHENS, whenWord } from './run-filters.ts'

export type WhenFilterProps = { filters: RunFilters; onChange: (filters: RunFilters) => void }

/** When runs were accepted: a usual stretch, or from one day to another. */
export function WhenFilter({ filters, onChange }: WhenFilterProps) {
  const timeZone = useTimeZone()
  const { range, when } = filters
  const value = range !== null ? rangeWords(range, timeZone) : when === null ? undefined : whenWord[when]
  return (
    <FilterPill label="When" value={value} onClear={() => onChange({ ...filters, when: null, range: null })}>
      {(close) => (
        <>
          {WHENS.map((each) => (
            <FilterOption
              key={each}
              chosen={range === null && when === each}
              onChoose={() => {
                onChange({ ...filters, when: each, range: null })
                close()
              }}
            >
              {whenWord[each]}
            </FilterOption>
          ))}
          <Days
            range={range}
            timeZone={timeZone}
            onChange={(next) => onChange({ ...filters, when: null, range: next })}
          />
        </>
      )}
    </FilterPill>
  )
}

type DaysProps = {
  range: RunFilters['range']
  timeZone: string
  onChange: (range: RunFilters['range']) => void
}

/** Both days are part of it. One alone is that day, until the other is chosen. */
function Days({ range, timeZone, onChange }: DaysProps) {
  const given = daysOf(range, timeZone)
  const [days, setDays] = useState<{ from: string; to: string }>(given ?? { from: '', to: '' })
  const wrong = days.from !== '' && days.to !== '' && days.from > days.to
  const set = (next: typeof days) => {
    setDays(next)
    const found = rangeOfDays(next, timeZone)
    if (found !== null) onChange(found)
  }
  return (
    <div className="mt-1 border-line border-t p-2">
      <div className="grid grid-cols-2 gap-2">
        <Day label="From" value={days.from} onChange={(from) => set({ ...days, from })} />
        <Day label="To" value={days.to} onChange={(to) => set({ ...days, to })} />
      </div>
      <div role="status">
        {wrong ? <p className="mt-1 text-bad text-small">The first day comes after the last one.</p> : null}
      </div>
    </div>
  )
}

type DayProps = { label: string; value: string; onChange: (day: string) => void }

function Day({ label, value, onChange }: DayProps) {
  return (
    <Field label={label}>
      {(control) => <Input {...control} type="date" value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  )
}
