'use client'

import { Field } from '@patchbay/ui/field'
import { FilterOption, FilterPill } from '@patchbay/ui/filter-pill'
import { Input } from '@patchbay/ui/input'
import { useTimeZone } from '@patchbay/ui/use-now'
import { useId, useState } from 'react'
import { daysOf, type RunFilters, rangeOfDays, rangeWords, WHENS, whenWord } from './run-filters.ts'

export type WhenFilterProps = { filters: RunFilters; onChange: (change: Partial<RunFilters>) => void }

/** When runs were accepted: a usual stretch, or from one day to another. */
export function WhenFilter({ filters, onChange }: WhenFilterProps) {
  const timeZone = useTimeZone()
  const { range, when } = filters
  const value = range !== null ? rangeWords(range, timeZone) : when === null ? undefined : whenWord[when]
  return (
    <FilterPill label="When" value={value} onClear={() => onChange({ when: null, range: null })}>
      {(close) => (
        <>
          {WHENS.map((each) => (
            <FilterOption
              key={each}
              chosen={range === null && when === each}
              onChoose={() => {
                onChange({ when: each, range: null })
                close()
              }}
            >
              {whenWord[each]}
            </FilterOption>
          ))}
          <Days range={range} timeZone={timeZone} onChange={(next) => onChange({ when: null, range: next })} />
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
  const wrongId = useId()
  const wrong = days.from !== '' && days.to !== '' && days.from > days.to
  const told = wrong ? wrongId : null
  const set = (next: typeof days) => {
    setDays(next)
    const found = rangeOfDays(next, timeZone)
    const emptied = range !== null && next.from === '' && next.to === ''
    if (found !== null || emptied) onChange(found)
  }
  return (
    <div className="mt-1 border-line border-t p-2">
      <div className="grid grid-cols-2 gap-2">
        <Day label="From" value={days.from} wrongId={told} onChange={(from) => set({ ...days, from })} />
        <Day label="To" value={days.to} wrongId={told} onChange={(to) => set({ ...days, to })} />
      </div>
      <div role="status">
        {wrong ? (
          <p id={wrongId} className="mt-1 text-bad text-small">
            The first day comes after the last one.
          </p>
        ) : null}
      </div>
    </div>
  )
}

/** `wrongId`: what says that the two do not fit; null while they do. */
type DayProps = { label: string; value: string; wrongId: string | null; onChange: (day: string) => void }

function Day({ label, value, wrongId, onChange }: DayProps) {
  return (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          type="date"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          {...(wrongId === null ? {} : { 'aria-invalid': true, 'aria-describedby': wrongId })}
        />
      )}
    </Field>
  )
}
