'use client'

import { FilterOption, FilterPill } from '@patchbay/ui/filter-pill'
import { Segmented } from '@patchbay/ui/segmented'
import type { ReasonList } from '../../trpc/types.ts'
import { type ProblemFilters, SINCE, STATES, sinceWord, stateName } from './problem-filters.ts'

export type ProblemsBarProps = {
  filters: ProblemFilters
  /** Reasons by state, decisions among them. */
  counts: ReasonList['counts']
  list: Pick<ReasonList, 'flows' | 'connections'> | undefined
  onChange: (change: Record<string, string | null>) => void
}

/** Where problems stand, and filters as pills: dashed until set, then solid with their value. */
export function ProblemsBar({ filters, counts, list, onChange }: ProblemsBarProps) {
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 px-4 pb-3 max-md:flex-nowrap max-md:overflow-x-auto lg:px-7">
      <Segmented
        label="Problems that are"
        value={filters.state}
        onValueChange={(state) => onChange({ state: state === 'open' ? null : state })}
        options={STATES.map((state) => ({
          value: state,
          label:
            counts[state] === 0 ? stateName[state] : `${stateName[state]} ${counts[state].toLocaleString('en-GB')}`,
        }))}
      />
      <Choice
        label="Flow"
        chosen={filters.flowId}
        choices={list?.flows ?? []}
        onChoose={(flow) => onChange({ flow })}
      />
      <Choice
        label="Connection"
        chosen={filters.connectionId}
        choices={list?.connections ?? []}
        onChoose={(connection) => onChange({ connection })}
      />
      <FilterPill
        label="Since"
        {...(filters.since === null ? {} : { value: sinceWord[filters.since] })}
        onClear={() => onChange({ since: null })}
      >
        {(close) =>
          SINCE.map((since) => (
            <FilterOption
              key={since}
              chosen={filters.since === since}
              onChoose={() => {
                onChange({ since })
                close()
              }}
            >
              {sinceWord[since]}
            </FilterOption>
          ))
        }
      </FilterPill>
      <span className="flex-1" />
      {filters.state === 'open' ? (
        <span className="text-ink-3 text-small max-xl:hidden">what needs you most comes first</span>
      ) : null}
    </div>
  )
}

type ChoiceProps = {
  label: string
  chosen: string | null
  choices: { id: string; name: string }[]
  onChoose: (id: string | null) => void
}

function Choice({ label, chosen, choices, onChoose }: ChoiceProps) {
  const name = choices.find(({ id }) => id === chosen)?.name
  return (
    <FilterPill
      label={label}
      {...(chosen === null ? {} : { value: name ?? 'one without problems' })}
      onClear={() => onChoose(null)}
    >
      {(close) =>
        choices.length === 0 ? (
          <p className="px-2 py-1.5 text-ink-3 text-small">There is nothing to choose from.</p>
        ) : (
          choices.map((choice) => (
            <FilterOption
              key={choice.id}
              chosen={choice.id === chosen}
              onChoose={() => {
                onChoose(choice.id)
                close()
              }}
            >
              {choice.name}
            </FilterOption>
          ))
        )
      }
    </FilterPill>
  )
}
