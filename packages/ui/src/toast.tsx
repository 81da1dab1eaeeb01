'use client'

import { Toaster as Sonner, toast as sonner } from 'sonner'

/** Once, in the app's frame. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-center"
      duration={5000}
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-3 rounded-3 border border-line-2 bg-surface px-4 py-3 text-ink text-ui shadow-3 font-sans',
          content: 'min-w-0 flex-1',
          title: 'font-medium',
          description: 'text-ink-3 text-small',
          actionButton: 'flex-none rounded-2 px-2 py-1 font-medium text-signal hover:bg-shade',
        },
      }}
    />
  )
}

/** Only confirms what is out of sight. Errors stay where they happened, never here. */
export function toast(message: string, options: { detail?: string; undo?: () => void } = {}): void {
  sonner(message, {
    description: options.detail,
    action: options.undo === undefined ? undefined : { label: 'Undo', onClick: options.undo },
  })
}
