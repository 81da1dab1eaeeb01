import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState } from '@patchbay/ui/empty-state'
import Link from 'next/link'

/** In place of a page of the sandbox, for a role that does not use it. `what`: "the mail room". */
export function NoSandbox({ what }: { what: string }) {
  return (
    <EmptyState
      title={`Your role does not let you use ${what}`}
      action={
        <Link href="/runs" className={buttonClass({})}>
          See the runs
        </Link>
      }
    >
      Owners, admins, editors and operators use it. You may read what the flows made of its orders.
    </EmptyState>
  )
}
