'use client'

import { ContextMenu as Base } from '@base-ui/react/context-menu'
import type { ReactElement } from 'react'
import { cn } from './cn.ts'
import { type MenuItem, MenuItems, menuPopupClass } from './menu.tsx'

export type ContextMenuProps = {
  /** Where a right click, a long press or the menu key opens it. */
  children: ReactElement
  items: readonly MenuItem[]
  onOpenChange?: (open: boolean) => void
}

/** Nothing is only here: each item has a key or a button elsewhere, too. */
export function ContextMenu({ children, items, onOpenChange }: ContextMenuProps) {
  return (
    <Base.Root disabled={items.length === 0} onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger render={children} />
      <Base.Portal role="region" aria-label="Menu">
        <Base.Positioner collisionPadding={8} className="z-60 outline-none">
          <Base.Popup className={cn(menuPopupClass, 'focus-none')}>
            <MenuItems items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
