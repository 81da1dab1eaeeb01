'use client'

import { ErrorState } from '@patchbay/ui/empty-state'

export default function RootError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center bg-page">
      <ErrorState title="Patchbay could not open this page" reference={error.digest} onRetry={reset}>
        Your flows keep running.
      </ErrorState>
    </main>
  )
}
