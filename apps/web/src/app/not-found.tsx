import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState } from '@patchbay/ui/empty-state'
import Link from 'next/link'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center bg-page">
      <EmptyState
        title={<h1>There is no page here</h1>}
        action={
          <Link href="/" className={buttonClass({})}>
            Go home
          </Link>
        }
      >
        The address may be mistyped, or what was here has been removed.
      </EmptyState>
    </main>
  )
}
