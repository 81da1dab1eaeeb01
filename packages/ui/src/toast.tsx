'use client'

import { lazy, Suspense, useSyncExternalStore } from 'react'
import { followToasts, sayToast, type ToastOptions, toastsWanted } from './toast-queue.ts'

const Toasts = lazy(() => import('./toasts.tsx').then(({ Toasts }) => ({ default: Toasts })))

/** Once, in the app's frame. What draws them is a tenth of the frame's script: it comes with the first one. */
export function Toaster() {
  const isWanted = useSyncExternalStore(followToasts, toastsWanted, never)
  if (!isWanted) return null
  return (
    <Suspense>
      <Toasts />
    </Suspense>
  )
}

const never = () => false

/** Only confirms what is out of sight. Errors stay where they happened, never here. */
export function toast(message: string, options: ToastOptions = {}): void {
  sayToast({ kind: 'say', message, options })
}

/** What it offered was done elsewhere. Nothing where it is gone already. */
export function endToast(id: string): void {
  if (toastsWanted()) sayToast({ kind: 'end', id })
}
