'use client'

import { useEffect } from 'react'
import { Toaster as Sonner, toast as sonner } from 'sonner'
import { followToasts, type ToastOptions, takeToasts } from './toast-queue.ts'

export function Toasts() {
  useEffect(() => {
    const showAll = () => {
      for (const said of takeToasts()) {
        if (said.kind === 'end') {
          sonner.dismiss(said.id)
          continue
        }
        const { message, options } = said
        sonner(message, {
          ...(options.id === undefined ? {} : { id: options.id }),
          description: options.detail,
          action: actionOf(options),
        })
      }
    }
    const stop = followToasts(showAll)
    showAll()
    return stop
  }, [])
  return (
    <Sonner
      position="bottom-center"
      // On a phone above the bar of places: what it confirms must not cover the way on.
      offset={{ bottom: 'var(--toast-bottom)' }}
      mobileOffset={{ bottom: 'var(--toast-bottom)' }}
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

function actionOf({ undo, action }: ToastOptions): { label: string; onClick: () => void } | undefined {
  if (undo !== undefined) return { label: 'Undo', onClick: undo }
  return action === undefined ? undefined : { label: action.label, onClick: action.take }
}
