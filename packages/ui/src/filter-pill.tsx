'use client'

import { ChevronDown, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cn } from './cn.ts'
import { PlainButton } from './plain-button.tsx'
import { Popover } from './popover.tsx'

export type FilterPillProps = {
  /** "State" */
  label: string
  /** What is set; none: dashed. */
  value?: string
  onClear?: () => void
  /** How it is set; a function gets `close`. */
  children: ReactNode | ((close: () => void) => ReactNode)
  className?: string
}

/** Dashed until it is set, then solid with its value. */
export function FilterPill({ label, value, onClear, children, className }: FilterPillProps) {
  const [open, setOpen] = useState(false)
  const set = value !== undefined && value !== ''
  return (
    <span
      className={cn(
        'inline-flex h-7.5 flex-none items-center rounded-2 border font-medium text-small max-md:h-11 max-md:rounded-full',
        set
          ? 'border-signal-line bg-signal-soft text-signal'
          : 'border-line-ui border-dashed text-ink-2 hover:bg-shade',
        className,
      )}
    >
      <Popover
        label={label}
        open={open}
        onOpenChange={setOpen}
        className="min-w-52 p-1"
        trigger={
          <button
            type="button"
            className="inline-flex h-full max-w-64 items-center gap-1.25 rounded-2 px-2.25 max-md:px-3.5"
          >
            {label}
            {set ? (
              <b className="truncate">{value}</b>
            ) : (
              <ChevronDown size={13} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
            )}
          </button>
        }
      >
        {typeof children === 'function' ? children(() => setOpen(false)) : children}
      </Popover>
      {set && onClear !== undefined ? (
        <PlainButton
          aria-label={`Clear ${label}`}
          onClick={onClear}
          className="-ml-1.5 grid size-6 place-items-center rounded-1 hover:bg-shade max-md:size-11"
        >
          <X size={13} strokeWidth={1.75} aria-hidden="true" />
        </PlainButton>
      ) : null}
    </span>
  )
}

export type FilterOptionProps = {
  chosen: boolean
  onChoose: () => void
  icon?: ReactNode
  children: ReactNode
  count?: ReactNode
}

/** One line of a filter's list. */
export function FilterOption({ chosen, onChoose, icon, children, count }: FilterOptionProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className={cn(
        'focus-inset flex min-h-8 w-full items-center gap-2 rounded-2 px-2 py-1 text-left hover:bg-surface-3 max-md:min-h-11',
        chosen && 'bg-surface-3 font-medium',
      )}
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {count === undefined ? null : <span className="text-ink-3 text-small tabular-nums">{count}</span>}
    </button>
  )
}

/** Floats over a list while some of its rows are chosen. */
export function BulkBar({ children, label }: { children: ReactNode; label: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a toolbar over a table, no form
    <div
      role="group"
      aria-label={label}
      className="-translate-x-1/2 absolute bottom-4.5 left-1/2 z-20 flex max-w-[calc(100%-16px)] items-center gap-2.5 whitespace-nowrap rounded-3 border border-line-2 bg-surface py-2 pr-2 pl-4 shadow-3 max-md:inset-x-2 max-md:left-2 max-md:translate-x-0 max-md:flex-wrap"
    >
      {children}
    </div>
  )
}
