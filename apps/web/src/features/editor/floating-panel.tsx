'use client'

import { cn } from '@patchbay/ui/cn'
import { SidePanel } from '@patchbay/ui/dialog'
import type { ReactNode } from 'react'

export type FloatingPanelProps = {
  title: string
  description: ReactNode
  onClose: () => void
  children: ReactNode
  wide?: boolean
}

/** A dialog at the right without a scrim, below the top bar: the canvas beside it shows the same thing. */
export function FloatingPanel({ title, description, onClose, children, wide = false }: FloatingPanelProps) {
  return (
    <SidePanel
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      description={<span className="text-ink-2 text-read">{description}</span>}
      className={cn(
        'inset-y-auto top-17 right-4 max-h-[calc(100dvh-84px)] rounded-4 border border-line-2 max-md:inset-0 max-md:max-h-none',
        wide ? 'md:w-147!' : 'md:w-138!',
      )}
    >
      <div className="-mx-5 -mb-5 flex min-h-0 flex-col border-line border-t">{children}</div>
    </SidePanel>
  )
}
