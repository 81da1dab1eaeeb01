'use client'

import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

export type TooltipProps = {
  /** The thing pointed at; takes focus by itself. */
  children: ReactElement
  label: ReactNode
  /** The key that does the same. */
  keys?: string
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** Shows on hover and focus. It repeats or explains a name; nothing stands only here. */
export function Tooltip({ children, label, keys, side = 'top' }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-60">
          {/* What it points at carries the same name or description: heard twice, and outside every landmark. */}
          <Base.Popup
            aria-hidden="true"
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

/** Around the app: after the first tooltip the next ones come at once. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Base.Provider delay={500}>{children}</Base.Provider>
}
