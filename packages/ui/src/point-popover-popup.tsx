'use client'

import { Popover as Base } from '@base-ui/react/popover'
import { useMemo } from 'react'
import { cn } from './cn.ts'
import type { PointPopoverProps } from './point-popover-props.ts'

/** What opens at a point. */
export function PointPopoverPopup({ at, onClose, label, returnTo, children, className }: PointPopoverProps) {
  const anchor = useMemo(
    () => (at === null ? undefined : { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }),
    [at],
  )
  return (
    <Base.Root open={at !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          side="bottom"
          align="center"
          sideOffset={10}
          collisionPadding={8}
          className="z-60"
        >
          <Base.Popup
            aria-label={label}
            {...(returnTo === undefined ? {} : { finalFocus: returnTo })}
            className={cn(
              'ui-float max-h-(--available-height) max-w-[calc(100vw-16px)] overflow-hidden rounded-3 border border-line-2 bg-surface shadow-3 outline-none',
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
