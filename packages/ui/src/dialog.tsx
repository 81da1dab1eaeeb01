'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { cn } from './cn.ts'
import { IconButton } from './icon-button.tsx'

export type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** Read with the title: what it does, to what. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the main one last. */
  actions?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  trigger?: ReactElement
  className?: string
}

/** Traps focus and gives it back. On a phone it comes from below, its actions at the thumb. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  size = 'md',
  trigger,
  className,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      {trigger === undefined ? null : <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="ui-fade fixed inset-0 z-50 bg-scrim" />
        <Base.Viewport className="fixed inset-0 z-50 grid place-items-center p-4 max-md:place-items-end max-md:p-0">
          <Base.Popup
            className={cn(
              'ui-float relative flex max-h-full w-full flex-col rounded-4 border border-line-2 bg-surface text-read shadow-3 outline-none max-md:rounded-b-none',
              widths[size],
              className,
            )}
          >
            <div className="pt-4.5 pr-13 pb-2 pl-5">
              <div>
                <Base.Title className="text-h2">{title}</Base.Title>
                {description === undefined ? null : (
                  <Base.Description className="mt-1 text-ink-2 text-read">{description}</Base.Description>
                )}
              </div>
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">{children}</div>
            {actions === undefined ? null : (
              <div className="flex flex-none items-center justify-end gap-2 border-line border-t px-5 py-3 max-md:flex-col-reverse max-md:[&>*]:w-full">
                {actions}
              </div>
            )}
            <CloseLast onClose={() => onOpenChange(false)} />
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

const widths = { sm: 'md:max-w-100', md: 'md:max-w-130', lg: 'md:max-w-180' } as const

/** At the right without a scrim: what stands beside it shows the same thing. */
export function SidePanel({ open, onOpenChange, title, description, children, actions, className }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} modal={false} disablePointerDismissal>
      <Base.Portal>
        <Base.Popup
          className={cn(
            'ui-drawer fixed inset-y-0 right-0 z-40 flex w-full flex-col border-line border-l bg-surface text-read shadow-3 outline-none md:w-inspector',
            className,
          )}
        >
          <div className="pt-5 pr-13 pb-3 pl-5">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-h2">{title}</Base.Title>
              {description === undefined ? null : (
                <Base.Description className="text-ink-3 text-small">{description}</Base.Description>
              )}
            </div>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {actions === undefined ? null : (
            <div className="flex flex-none items-center gap-2 border-line border-t px-5 py-3">{actions}</div>
          )}
          <CloseLast onClose={() => onOpenChange(false)} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** Last in order, so that opening puts the focus on the first field or button, not on the way out. */
function CloseLast({ onClose }: { onClose: () => void }) {
  return (
    <IconButton
      label="Close"
      keys="Esc"
      icon={<X size={16} strokeWidth={1.75} />}
      onClick={onClose}
      className="absolute top-3.5 right-3"
    />
  )
}
