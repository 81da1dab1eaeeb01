'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { Fragment, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { Kbd } from './kbd.tsx'

export type MenuItem =
  | {
      kind?: 'item'
      label: ReactNode
      icon?: ReactNode
      keys?: string
      onSelect: () => void
      danger?: boolean
      disabled?: boolean
      /** Why it is off, or what it is about. */
      help?: string
      checked?: boolean
    }
  | { kind: 'line' }
  | { kind: 'title'; label: string }

export type MenuProps = {
  trigger: ReactElement
  items: readonly MenuItem[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  className?: string
}

export function Menu({ trigger, items, align = 'start', side = 'bottom', className }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal role="region" aria-label="Menu">
        <Base.Positioner align={align} side={side} sideOffset={4} collisionPadding={8} className="z-60 outline-none">
          <Base.Popup className={cn(menuPopupClass, className)}>
            <MenuItems items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export const menuPopupClass =
  'ui-float max-h-(--available-height) min-w-48 max-w-80 overflow-auto rounded-3 border border-line-2 bg-surface p-1 shadow-3 outline-none'

/** The lines of a menu, for any popup of the same family. */
export function MenuItems({ items }: { items: readonly MenuItem[] }) {
  return items.map((item, index) => <Fragment key={index}>{renderItem(item)}</Fragment>)
}

function renderItem(item: MenuItem): ReactNode {
  if (item.kind === 'line') return <Base.Separator className="-mx-1 my-1 h-px bg-line" />
  if (item.kind === 'title')
    return <div className="px-2 pt-1.5 pb-0.5 font-medium text-ink-3 text-meta">{item.label}</div>
  return (
    <Base.Item
      disabled={item.disabled}
      onClick={item.onSelect}
      className={cn(
        'focus-none flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-2 px-2 py-1 data-disabled:cursor-default data-disabled:text-ink-3 data-highlighted:bg-surface-3 max-md:min-h-11',
        item.danger ? 'text-bad' : 'text-ink',
      )}
    >
      {item.icon === undefined ? null : <span className={item.danger ? '' : 'text-ink-3'}>{item.icon}</span>}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {item.help === undefined ? null : <span className="block text-ink-3 text-small">{item.help}</span>}
      </span>
      {item.checked ? <Check size={14} strokeWidth={2} aria-label="chosen" /> : null}
      {item.keys === undefined ? null : <Kbd>{item.keys}</Kbd>}
    </Base.Item>
  )
}
