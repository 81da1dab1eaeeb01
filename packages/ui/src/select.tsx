'use client'

import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'
import { frameClass } from './input.tsx'
import { useEarly } from './use-early.tsx'

export type SelectOption<V extends string> = {
  value: V
  label: string
  icon?: ReactNode
  help?: string
  disabled?: boolean
}

export type SelectProps<V extends string> = {
  value: V | null
  onValueChange: (value: V) => void
  options: readonly SelectOption<V>[]
  placeholder?: string
  /** Where no `Field` names it. */
  label?: string
  size?: 'sm' | 'md'
  disabled?: boolean
  name?: string
  id?: string
  className?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
  'aria-required'?: true
}

export function Select<V extends string>(props: SelectProps<V>) {
  const {
    value,
    onValueChange,
    options,
    placeholder = 'Choose',
    label,
    size = 'md',
    disabled,
    name,
    className,
    ...control
  } = props
  const early = useEarly()
  const chosen = options.find((option) => option.value === value)
  return (
    <Base.Root<V>
      value={value}
      onValueChange={(next) => (next === null ? undefined : onValueChange(next))}
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      disabled={disabled}
      name={name}
    >
      <Base.Trigger
        {...control}
        {...early}
        aria-label={label}
        data-invalid={control['aria-invalid'] ? '' : undefined}
        className={cn(
          frameClass,
          'cursor-pointer text-left data-disabled:cursor-default data-disabled:bg-surface-2 data-disabled:text-ink-3',
          size === 'sm' ? 'h-7 text-small max-md:h-9' : 'h-8.5 max-md:h-11',
          className,
        )}
      >
        {chosen?.icon}
        <Base.Value className={cn('min-w-0 flex-1 truncate', chosen === undefined && 'text-ink-3')}>
          {chosen?.label ?? placeholder}
        </Base.Value>
        <Base.Icon className="flex-none text-ink-3">
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal role="region" aria-label="Choices">
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-60 outline-none">
          <Base.Popup className="ui-float max-h-(--available-height) min-w-(--anchor-width) max-w-90 overflow-auto rounded-3 border border-line-2 bg-surface p-1 shadow-3 outline-none">
            {options.map((option) => (
              <Option key={option.value} option={option} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Option({ option }: { option: SelectOption<string> }) {
  return (
    <Base.Item
      value={option.value}
      disabled={option.disabled}
      className="focus-none flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-2 py-1 pr-2 pl-2 text-ink data-disabled:cursor-default data-disabled:text-ink-3 data-highlighted:bg-surface-3 max-md:min-h-11"
    >
      {option.icon}
      <span className="min-w-0 flex-1">
        <Base.ItemText className="block truncate">{option.label}</Base.ItemText>
        {option.help === undefined ? null : <span className="block text-ink-3 text-small">{option.help}</span>}
      </span>
      <span className="w-3.5 flex-none">
        <Base.ItemIndicator>
          <Check size={14} strokeWidth={2} aria-hidden="true" />
        </Base.ItemIndicator>
      </span>
    </Base.Item>
  )
}
