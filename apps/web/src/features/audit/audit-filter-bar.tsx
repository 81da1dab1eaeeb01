'use client'

import { Field } from '@patchbay/ui/field'
import { FilterOption, FilterPill } from '@patchbay/ui/filter-pill'
import { Input } from '@patchbay/ui/input'
import type { ReactNode } from 'react'
import { type AuditFilters, WHENS, whatWord, whenWord } from './audit-filters.ts'

type Choices = { actors: readonly { id: string; name: string; kind: string }[]; actions: readonly string[] }

export type AuditFilterBarProps = {
  filters: AuditFilters
  choices: Choices
  /** What the chosen thing is called. */
  thingName: string | null
  /** With those that change. */
  onChange: (change: Partial<AuditFilters>) => void
  children: ReactNode
}

/** Who, what, which thing, when: as pills. */
export function AuditFilterBar({ filters, choices, thingName, onChange, children }: AuditFilterBarProps) {
  const kinds = [...new Set(choices.actions.map((action) => action.split('.')[0] ?? action))]
  const who = choices.actors.find(({ id }) => id === filters.who)
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 px-4 py-3 max-md:flex-nowrap max-md:overflow-x-auto lg:px-7">
      <FilterPill
        label="Who"
        value={filters.who === null ? undefined : (who?.name ?? 'somebody')}
        onClear={() => onChange({ who: null })}
      >
        {(close) =>
          choices.actors.map((actor) => (
            <FilterOption
              key={actor.id}
              chosen={actor.id === filters.who}
              count={actor.kind === 'api_key' ? 'API key' : undefined}
              onChoose={() => {
                onChange({ who: actor.id })
                close()
              }}
            >
              {actor.name}
            </FilterOption>
          ))
        }
      </FilterPill>
      <FilterPill
        label="What"
        value={filters.what === null ? undefined : whatWord(filters.what)}
        onClear={() => onChange({ what: null })}
      >
        {(close) =>
          kinds.map((kind) => (
            <FilterOption
              key={kind}
              chosen={kind === filters.what}
              onChoose={() => {
                onChange({ what: kind })
                close()
              }}
            >
              {whatWord(kind)}
            </FilterOption>
          ))
        }
      </FilterPill>
      <WhenFilter filters={filters} onChange={onChange} />
      {thingName === null ? null : (
        <FilterPill label="Which" value={thingName} onClear={() => onChange({ thing: null })}>
          <p className="max-w-60 px-2 py-1 text-ink-2">Chosen from a change. Clear it to see everything again.</p>
        </FilterPill>
      )}
      <span className="flex-1" />
      {children}
    </div>
  )
}

function WhenFilter({ filters, onChange }: Pick<AuditFilterBarProps, 'filters' | 'onChange'>) {
  const { when, from, to } = filters
  const value =
    from !== null || to !== null ? `${from ?? '…'} to ${to ?? 'today'}` : when === null ? undefined : whenWord[when]
  return (
    <FilterPill label="When" value={value} onClear={() => onChange({ when: null, from: null, to: null })}>
      {(close) => (
        <>
          {WHENS.map((one) => (
            <FilterOption
              key={one}
              chosen={from === null && to === null && when === one}
              onChoose={() => {
                onChange({ when: one, from: null, to: null })
                close()
              }}
            >
              {whenWord[one]}
            </FilterOption>
          ))}
          <div className="mt-1 grid grid-cols-2 gap-2 border-line border-t p-2">
            <Day label="From" value={from} onChange={(day) => onChange({ from: day })} />
            <Day label="To" value={to} onChange={(day) => onChange({ to: day })} />
          </div>
        </>
      )}
    </FilterPill>
  )
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | null
  onChange: (day: string | null) => void
}) {
  return (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          type="date"
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        />
      )}
    </Field>
  )
}
