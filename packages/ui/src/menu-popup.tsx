'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { type ComponentProps, type FocusEvent, Fragment, type ReactNode } from 'react'
import { cn } from './cn.ts'
import { Kbd } from './kbd.tsx'
import type { MenuItem } from './menu-item.ts'

export type MenuPopupProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  items: readonly MenuItem[]
  anchor: ComponentProps<typeof Base.Positioner>['anchor']
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  sideOffset?: number
  /** Opened by key: which item has the focus. By pointer none has. */
  start?: 'first' | 'last' | undefined
  /** What names it. */
  labelledBy?: string
  className?: string
}

/** What a menu opens, without what opens it. */
export function MenuPopup(props: MenuPopupProps) {
  const { open, onOpenChange, items, start, labelledBy, className, ...place } = props
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal role="region" aria-label="Menu">
        <Base.Positioner {...place} collisionPadding={8} className="z-60 outline-none">
          <Base.Popup
            aria-labelledby={labelledBy}
            onFocus={(event) => (start === undefined ? undefined : focusItem(event, start))}
            className={cn(
              'ui-float max-h-(--available-height) min-w-48 max-w-80 overflow-auto rounded-3 border border-line-2 bg-surface p-1 shadow-3 outline-none',
              className,
            )}
          >
            {items.map((item, index) => (
              <Fragment key={index}>{renderItem(item)}</Fragment>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** The menu itself is given the focus when it opens; it hands it on. */
function focusItem({ target, relatedTarget, currentTarget }: FocusEvent<HTMLElement>, which: 'first' | 'last'): void {
  const comesFromInside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget)
  if (target !== currentTarget || comesFromInside) return
  const items = [...currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  items.at(which === 'first' ? 0 : -1)?.focus()
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
