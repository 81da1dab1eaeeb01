'use client'

import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type SegmentedProps<V extends string> = {
  value: V
  onValueChange: (value: V) => void
  options: readonly { value: V; label: ReactNode; name?: string }[]
  label: string
  disabled?: boolean
  className?: string
}

/** One of two to five words, in one line: "Last 24 hours / 7 days". */
export function Segmented<V extends string>({
  value,
  onValueChange,
  options,
  label,
  disabled,
  className,
}: SegmentedProps<V>) {
  return (
    <ToggleGroup<V>
      aria-label={label}
      value={[value]}
      disabled={disabled}
      onValueChange={(next) => {
        const chosen = next[0]
        if (chosen !== undefined) onValueChange(chosen)
      }}
      className={cn('inline-flex flex-none gap-px rounded-2 bg-surface-3 p-0.5', className)}
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          aria-label={option.name}
          className="h-6 cursor-pointer whitespace-nowrap rounded-[5px] px-2.5 font-medium text-ink-2 text-small hover:text-ink data-disabled:cursor-default data-disabled:text-ink-3 data-pressed:bg-surface data-pressed:text-ink data-pressed:shadow-1 max-md:h-10 max-md:px-3.5"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}
