'use client'

import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

export type TooltipPopupProps = {
  anchor: Element
  open: boolean
  onClose: () => void
  /** The pointer may go onto it and rest there. */
  onPointerEnter: () => void
  onPointerLeave: () => void
  label: ReactNode
  keys: string | undefined
  side: 'top' | 'right' | 'bottom' | 'left'
}

/** What a tooltip shows, without what it is about. */
export function TooltipPopup(props: TooltipPopupProps) {
  const { anchor, open, onClose, onPointerEnter, onPointerLeave, label, keys, side } = props
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} side={side} sideOffset={6} collisionPadding={8} className="z-60">
          {/* What it points at carries the same name or description: heard twice, and outside every landmark. */}
          <Base.Popup
            aria-hidden="true"
            onPointerEnter={onPointerEnter}
            onPointerLeave={onPointerLeave}
            className="ui-float flex max-w-72 items-center gap-2 rounded-2 border border-line-2 bg-surface px-2 py-1 text-ink text-small shadow-3"
          >
            <span>{label}</span>
            {keys === undefined ? null : <Kbd>{keys}</Kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
