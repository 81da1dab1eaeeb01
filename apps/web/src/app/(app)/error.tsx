'use client'

import { ErrorState } from '@patchbay/ui/empty-state'

/** A page that broke while it was drawn; the frame around it goes on. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState title="This page broke" reference={error.digest} onRetry={reset} className="flex-1">
      Your flows keep running.
    </ErrorState>
  )
}
