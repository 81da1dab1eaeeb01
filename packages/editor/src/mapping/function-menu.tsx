'use client'

import { Popover } from '@patchbay/ui/popover'
import { SearchInput } from '@patchbay/ui/search-input'
import { SquareFunction } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { searchFunctions } from './functions/function-list.ts'
import type { FunctionGroup, FunctionSpec } from './functions/function-spec.ts'
import type { ValueType } from './value-type.ts'

/** Everything that can be done to a value, in plain words; what suits it comes first. */
export function FunctionMenu({
  type,
  isFirst,
  onChoose,
}: {
  type: ValueType
  isFirst: boolean
  onChoose: (spec: FunctionSpec) => void
}) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="What to do with the value"
      align="end"
      className="w-80 p-0"
      trigger={
        <button
          type="button"
          aria-label={isFirst ? 'Do something with the value' : 'Then do something more'}
          className="ml-auto inline-flex h-6 flex-none items-center gap-1 rounded-1 px-1.5 text-ink-3 text-small hover:bg-shade hover:text-ink"
        >
          <SquareFunction size={15} strokeWidth={1.75} aria-hidden="true" />
          {isFirst ? null : 'then…'}
        </button>
      }
    >
      <Choices
        type={type}
        onChoose={(spec) => {
          setOpen(false)
          onChoose(spec)
        }}
      />
    </Popover>
  )
}

function Choices({ type, onChoose }: { type: ValueType; onChoose: (spec: FunctionSpec) => void }) {
  const [search, setSearch] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const found = searchFunctions(search, type)
  const groups = [...new Set(found.map(({ group }) => group))]
  const move = (event: KeyboardEvent) => {
    const first = found[0]
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && first !== undefined) {
      event.preventDefault()
      onChoose(first)
      return
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex((button) => button.matches(':focus'))
    buttons[event.key === 'ArrowDown' ? Math.min(at + 1, buttons.length - 1) : Math.max(at - 1, 0)]?.focus()
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the buttons inside
    <div onKeyDown={move} role="presentation">
      <div className="border-line border-b p-2">
        <SearchInput value={search} onValueChange={setSearch} label="Search what to do" />
      </div>
      <div ref={list} className="max-h-80 overflow-y-auto p-1">
        {found.length === 0 ? (
          <p className="px-2 py-3 text-ink-3">Nothing is called that. An expression can do it.</p>
        ) : null}
        {groups.map((group) => (
          <Group key={group} group={group} specs={found.filter((one) => one.group === group)} onChoose={onChoose} />
        ))}
      </div>
    </div>
  )
}

function Group({
  group,
  specs,
  onChoose,
}: {
  group: FunctionGroup
  specs: readonly FunctionSpec[]
  onChoose: (spec: FunctionSpec) => void
}) {
  return (
    <section aria-label={group}>
      <h3 className="px-2 pt-1.5 pb-0.5 font-medium text-ink-3 text-meta">{group}</h3>
      {specs.map((spec) => (
        <button
          key={spec.id}
          type="button"
          onClick={() => onChoose(spec)}
          className="focus-inset flex min-h-7 w-full items-center rounded-2 px-2 text-left hover:bg-surface-3"
        >
          {spec.title}
        </button>
      ))}
    </section>
  )
}
