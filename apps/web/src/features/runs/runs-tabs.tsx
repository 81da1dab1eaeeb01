'use client'

import { LiveMark } from '@patchbay/ui/card'
import { PageHeader } from '@patchbay/ui/page-header'
import { LinkTabs } from '@patchbay/ui/tabs'
import Link from 'next/link'
import { useIsLive } from '../shell/use-live.ts'

/** The head that the lists of runs and of deliveries share. */
export function RunsTabs({ current }: { current: 'runs' | 'deliveries' }) {
  const live = useIsLive()
  return (
    <>
      <PageHeader
        title="Runs"
        className="md:pb-1.5"
        actions={
          <span className="flex items-center gap-2 text-ink-3 text-small max-md:hidden">
            {live ? <LiveMark /> : 'Not live'}
            newest first
          </span>
        }
      />
      <LinkTabs label="Runs and deliveries">
        <Link href="/runs" aria-current={current === 'runs' ? 'page' : undefined}>
          Runs
        </Link>
        <Link href="/deliveries" aria-current={current === 'deliveries' ? 'page' : undefined}>
          Deliveries
        </Link>
      </LinkTabs>
    </>
  )
}
