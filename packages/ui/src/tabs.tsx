'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { Count } from './badge.tsx'
import { cn } from './cn.ts'
import { useEarly } from './use-early.tsx'

export type Tab<V extends string> = { value: V; label: ReactNode; count?: number | string; panel?: ReactNode }

export type TabsProps<V extends string> = {
  value: V
  onValueChange: (value: V) => void
  tabs: readonly Tab<V>[]
  label: string
  /** At the right end of the row. */
  aside?: ReactNode
  className?: string
  listClassName?: string
  panelClassName?: string
}

/** Tabs with their panels. */
export function Tabs<V extends string>(props: TabsProps<V>) {
  const { value, onValueChange, tabs, label, aside, className, listClassName, panelClassName } = props
  const early = useEarly()
  return (
    <Base.Root
      value={value}
      onValueChange={(next: V) => onValueChange(next)}
      className={cn('flex min-h-0 flex-col', className)}
    >
      <div className={cn('flex flex-none items-center gap-5 border-line border-b px-4', listClassName)}>
        <Base.List
          aria-label={label}
          activateOnFocus
          {...early}
          className="-mb-px flex min-w-0 flex-1 gap-5 overflow-x-auto"
        >
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className={cn(tabClass, 'data-active:border-ink data-active:text-ink')}
            >
              {tab.label}
              {tab.count === undefined ? null : <Count>{tab.count}</Count>}
            </Base.Tab>
          ))}
        </Base.List>
        {aside}
      </div>
      {tabs.map((tab) =>
        tab.panel === undefined ? null : (
          <Base.Panel key={tab.value} value={tab.value} className={cn('focus-inset min-h-0 flex-1', panelClassName)}>
            {tab.panel}
          </Base.Panel>
        ),
      )}
    </Base.Root>
  )
}

/** Tabs that are addresses: a row of links, the current one marked by the page with `aria-current="page"`. */
export function LinkTabs({
  label,
  children,
  aside,
  className,
}: {
  label: string
  children: ReactNode
  aside?: ReactNode
  className?: string
}) {
  return (
    <div className={cn('flex items-center gap-5 border-line border-b px-4 lg:px-7', className)}>
      <nav
        aria-label={label}
        className="-mb-px flex min-w-0 flex-1 gap-5 overflow-x-auto [&>a[aria-current=page]]:border-ink [&>a[aria-current=page]]:text-ink [&>a:hover]:text-ink [&>a]:flex [&>a]:items-center [&>a]:gap-1.5 [&>a]:whitespace-nowrap [&>a]:border-transparent [&>a]:border-b-2 [&>a]:pt-2.25 [&>a]:pb-2 [&>a]:font-medium [&>a]:text-ink-2"
      >
        {children}
      </nav>
      {aside}
    </div>
  )
}

const tabClass =
  'focus-inset flex cursor-pointer items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 pt-2.25 pb-2 font-medium text-ink-2 hover:text-ink max-md:min-h-11'
