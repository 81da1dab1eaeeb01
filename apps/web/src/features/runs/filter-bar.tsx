'use client'

import { FilterOption, FilterPill } from '@patchbay/ui/filter-pill'
import { SearchInput } from '@patchbay/ui/search-input'
import { stateWord } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { RunState } from '../../trpc/types.ts'
import { RUN_STATES, stateOf } from '../shared/states.ts'
import type { RunFilters } from './run-filters.ts'
import { heard, said, startTyping, toSay, typed } from './search-typing.ts'
import { WhenFilter } from './when-filter.tsx'

const TYPING_MS = 250

export type FilterBarProps = {
  filters: RunFilters
  /** With those that change. */
  onChange: (change: Partial<RunFilters>) => void
  counts: Partial<Record<RunState, number>>
  children?: ReactNode
}

/** Search and filters as pills: dashed until set, then solid with their value. */
export function FilterBar({ filters, onChange, counts, children }: FilterBarProps) {
  const only = filters.states.length === 1 ? filters.states[0] : undefined
  const toggle = (state: RunState) =>
    filters.states.includes(state) ? filters.states.filter((each) => each !== state) : [...filters.states, state]
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 px-4 py-3 max-md:flex-nowrap max-md:overflow-x-auto lg:px-7">
      <SearchField
        label="Find a run"
        placeholder="Order number, e-mail, run id"
        value={filters.text}
        onChange={(text) => onChange({ text })}
      />
      <FlowFilter flowId={filters.flowId} onChange={(flowId) => onChange({ flowId })} />
      <FilterPill
        label="State"
        value={
          only === undefined
            ? filters.states.length > 0
              ? `${filters.states.length} states`
              : undefined
            : stateWord[stateOf(only)]
        }
        onClear={() => onChange({ states: [] })}
      >
        {RUN_STATES.map((state) => (
          <FilterOption
            key={state}
            chosen={filters.states.includes(state)}
            onChoose={() => onChange({ states: toggle(state) })}
            icon={<StateGlyph state={stateOf(state)} />}
            count={counts[state]?.toLocaleString('en-GB')}
          >
            {stateWord[stateOf(state)]}
          </FilterOption>
        ))}
      </FilterPill>
      <WhenFilter filters={filters} onChange={onChange} />
      <span className="flex-1" />
      {children}
    </div>
  )
}

export function FlowFilter({ flowId, onChange }: { flowId: string | null; onChange: (id: string | null) => void }) {
  const trpc = useTrpc()
  const flows = useQuery(trpc.flows.list.queryOptions()).data ?? []
  return (
    <FilterPill
      label="Flow"
      value={flowId === null ? undefined : (flows.find((flow) => flow.id === flowId)?.name ?? 'one flow')}
      onClear={() => onChange(null)}
    >
      {(close) =>
        flows.length === 0 ? (
          <p className="px-2 py-1.5 text-ink-3">There are no flows yet.</p>
        ) : (
          flows.map((flow) => (
            <FilterOption
              key={flow.id}
              chosen={flow.id === flowId}
              onChoose={() => {
                onChange(flow.id)
                close()
              }}
            >
              {flow.name}
            </FilterOption>
          ))
        )
      }
    </FilterPill>
  )
}

type SearchFieldProps = { label: string; placeholder: string; value: string; onChange: (text: string) => void }

/** Asks when the typing pauses, not at every letter. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const [typing, setTyping] = useState(() => startTyping(value))
  const now = heard(typing, value)
  if (now !== typing) setTyping(now)
  const latest = useRef({ now, onChange })
  useEffect(() => {
    latest.current = { now, onChange }
  })
  useEffect(() => {
    // Each letter begins the wait anew; a page that is drawn again does not.
    const timer = setTimeout(() => {
      const words = toSay(latest.current.now)
      if (words === null) return
      setTyping((before) => said(before, words))
      latest.current.onChange(words)
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [now.text])
  return (
    <SearchInput
      slash
      label={label}
      placeholder={placeholder}
      value={now.text}
      onValueChange={(text) => setTyping((before) => typed(before, text))}
      className="w-66 max-md:min-w-56"
    />
  )
}
