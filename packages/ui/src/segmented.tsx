'use client'

import type { KeyboardEvent, ReactNode } from 'react'
import { cn } from './cn.ts'
import { useEarly } from './use-early.tsx'

export type SegmentedProps<V extends string> = {
  value: V
  onValueChange: (value: V) => void
  options: readonly { value: V; label: ReactNode; name?: string }[]
  label: string
  disabled?: boolean
  className?: string
}

/** One of two to five words, in one line: "Last 24 hours / 7 days". One stop for Tab; arrow keys go along it. */
export function Segmented<V extends string>({
  value,
  onValueChange,
  options,
  label,
  disabled,
  className,
}: SegmentedProps<V>) {
  const early = useEarly()
  const stop = options.some((option) => option.value === value) ? value : options[0]?.value
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form, and its legend would be seen
    <div
      role="group"
      aria-label={label}
      onKeyDown={goAlong}
      className={cn('inline-flex flex-none gap-px rounded-2 bg-surface-3 p-0.5', className)}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          {...early}
          aria-label={option.name}
          aria-pressed={option.value === value}
          tabIndex={option.value === stop ? 0 : -1}
          disabled={disabled}
          onClick={() => (option.value === value ? undefined : onValueChange(option.value))}
          className="h-6 cursor-pointer whitespace-nowrap rounded-[5px] px-2.5 font-medium text-ink-2 text-small hover:text-ink disabled:cursor-default disabled:text-ink-3 aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-1 max-md:h-10 max-md:px-3.5"
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}

const along: Record<string, (index: number, count: number) => number> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  ArrowUp: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_index, count) => count - 1,
}

function goAlong(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const index = buttons.findIndex((button) => button.matches(':focus'))
  const next = along[event.key]
  if (next === undefined || index < 0) return
  event.preventDefault()
  buttons[next(index, buttons.length)]?.focus()
}
