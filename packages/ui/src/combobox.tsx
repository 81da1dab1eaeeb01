'use client'

import { Combobox as Base } from '@base-ui/react/combobox'
import { Check, ChevronDown, CircleX, Search } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'
import { frameClass } from './input.tsx'
import { Spinner } from './spinner.tsx'
import { useEarly } from './use-early.tsx'

export type ComboboxOption = { value: string; label: string; help?: string }

export type ComboboxProps = {
  value: string | null
  /** What the chosen value is called; needed where `options` may not hold it. */
  valueLabel?: string
  onValueChange: (value: string | null) => void
  options: readonly ComboboxOption[]
  /** Given: whoever gives `options` searches. Otherwise what is typed filters the options given. */
  onSearch?: (words: string) => void
  onOpenChange?: (open: boolean) => void
  loading?: boolean
  /** Why there are no options, and what to do. */
  error?: string
  onRetry?: () => void
  /** There is a further page. */
  onMore?: () => void
  /** Lets go of the value: the words of that row. */
  clearLabel?: string
  placeholder?: string
  searchPlaceholder?: string
  /** Said when nothing fits. */
  empty?: ReactNode
  /** Where no label is tied to `id`. */
  label?: string
  size?: 'sm' | 'md'
  disabled?: boolean
  id?: string
  className?: string
  'aria-labelledby'?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  'aria-required'?: true
}

/** A drop-down with a search: for long lists, and for those that somebody else fills page by page. */
export function Combobox(props: ComboboxProps) {
  const { value, valueLabel, onValueChange, options, onSearch, onOpenChange, disabled } = props
  const [words, setWords] = useState('')
  const chosen = value === null ? null : (options.find((option) => option.value === value) ?? toOption(props, value))
  const search = (next: string) => {
    setWords(next)
    onSearch?.(next)
  }
  const items = words === '' || onSearch !== undefined ? options : options.filter((option) => fits(option, words))
  return (
    <Base.Root<ComboboxOption>
      items={[...items]}
      filter={null}
      value={chosen}
      onValueChange={(next) => onValueChange(next?.value ?? null)}
      inputValue={words}
      onInputValueChange={(next, { reason }) => (reason === 'item-press' ? undefined : search(next))}
      onOpenChange={(open) => {
        if (!open && words !== '') search('')
        onOpenChange?.(open)
      }}
      itemToStringLabel={(option) => option.label}
      isItemEqualToValue={(option, other) => option.value === other.value}
      disabled={disabled}
      autoHighlight
    >
      <Trigger {...props} shown={chosen === null ? null : (valueLabel ?? chosen.label)} />
      <Base.Portal role="region" aria-label="Choices">
        <Base.Positioner align="start" sideOffset={4} collisionPadding={8} className="z-60 outline-none">
          <Base.Popup
            aria-label={props.label ?? props.placeholder ?? 'Choose'}
            className="ui-float flex max-h-[min(23rem,var(--available-height))] w-[max(var(--anchor-width),15rem)] max-w-(--available-width) flex-col rounded-3 border border-line-2 bg-surface shadow-3 outline-none"
          >
            <Popup {...props} many={items.length} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Trigger(props: ComboboxProps & { shown: string | null }) {
  const { shown, placeholder = 'Choose', label, size = 'md', className, id } = props
  const early = useEarly()
  return (
    <Base.Trigger
      {...early}
      id={id}
      aria-label={label}
      aria-labelledby={props['aria-labelledby']}
      aria-describedby={props['aria-describedby']}
      aria-invalid={props['aria-invalid']}
      aria-required={props['aria-required']}
      data-invalid={props['aria-invalid'] ? '' : undefined}
      className={cn(
        frameClass,
        'cursor-pointer text-left data-disabled:cursor-default data-disabled:bg-surface-2 data-disabled:text-ink-3',
        size === 'sm' ? 'h-7 text-small max-md:h-9' : 'h-8.5 max-md:h-11',
        className,
      )}
    >
      <span className={cn('min-w-0 flex-1 truncate', shown === null && 'text-ink-3')}>{shown ?? placeholder}</span>
      <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" className="flex-none text-ink-3" />
    </Base.Trigger>
  )
}

function Popup(props: ComboboxProps & { many: number }) {
  const { many, loading = false, error, onRetry, onMore, clearLabel, value, onValueChange } = props
  return (
    <>
      <div className="flex h-9 flex-none items-center gap-2 border-line border-b px-3 text-ink-3">
        <Search size={14} strokeWidth={1.75} aria-hidden="true" className="flex-none" />
        <Base.Input
          placeholder={props.searchPlaceholder ?? 'Search'}
          aria-label={props.searchPlaceholder ?? 'Search'}
          className="focus-none h-full min-w-0 flex-1 bg-transparent text-ink outline-none"
        />
        {loading ? <Spinner /> : null}
      </div>
      <Base.Status className="text-ink-3 text-small">
        {error !== undefined ? (
          <span className="flex items-start gap-1.5 px-3 py-2.5 text-bad">
            <CircleX size={13} strokeWidth={1.75} className="mt-[2.5px] flex-none" aria-hidden="true" />
            <span className="min-w-0">{error}</span>
          </span>
        ) : many > 0 ? null : loading ? (
          <span className="block px-3 py-2.5">Loading…</span>
        ) : (
          <span className="block px-3 py-2.5">{props.empty ?? 'Nothing fits.'}</span>
        )}
      </Base.Status>
      <Base.List className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1 outline-none empty:hidden">
        {(option: ComboboxOption) => <Item key={option.value} option={option} />}
      </Base.List>
      {(error !== undefined && onRetry !== undefined) ||
      onMore !== undefined ||
      (clearLabel !== undefined && value !== null) ? (
        <div className="flex flex-none items-center gap-1 border-line border-t p-1">
          {error === undefined && onMore !== undefined ? (
            <Button variant="quiet" size="sm" loading={loading} onClick={onMore}>
              More…
            </Button>
          ) : null}
          {error !== undefined && onRetry !== undefined ? (
            <Button variant="quiet" size="sm" loading={loading} onClick={onRetry}>
              Try again
            </Button>
          ) : null}
          {clearLabel !== undefined && value !== null ? (
            <Button variant="quiet" size="sm" className="ml-auto" onClick={() => onValueChange(null)}>
              {clearLabel}
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  )
}

function Item({ option }: { option: ComboboxOption }) {
  return (
    <Base.Item
      value={option}
      className="focus-none flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-2 px-2 py-1 text-ink data-highlighted:bg-surface-3 max-md:min-h-11"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate">{option.label}</span>
        {option.help === undefined ? null : <span className="block truncate text-ink-3 text-small">{option.help}</span>}
      </span>
      <span className="w-3.5 flex-none">
        <Base.ItemIndicator>
          <Check size={14} strokeWidth={2} aria-hidden="true" />
        </Base.ItemIndicator>
      </span>
    </Base.Item>
  )
}

function toOption({ valueLabel }: ComboboxProps, value: string): ComboboxOption {
  return { value, label: valueLabel ?? value }
}

function fits({ label, help }: ComboboxOption, words: string): boolean {
  const text = `${label} ${help ?? ''}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
