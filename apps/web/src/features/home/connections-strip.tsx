'use client'

import { AvailabilityLegend, AvailabilityStrip } from '@patchbay/ui/availability-strip'
import { buttonClass } from '@patchbay/ui/button-class'
import { Card, CardHead, linkClass } from '@patchbay/ui/card'
import { cn } from '@patchbay/ui/cn'
import { durationWords } from '@patchbay/ui/duration-words'
import { EmptyState } from '@patchbay/ui/empty-state'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import Link from 'next/link'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { stripSlots } from '../connections/strip-slots.ts'
import { percentWords } from '../shared/words.ts'

const SHOWN = 8

export function ConnectionsStrip({ connections }: { connections: ConnectionSummary[] }) {
  return (
    <Card>
      <CardHead
        title="Connections"
        note="each jack is two hours"
        aside={
          <Link href="/connections" className={linkClass}>
            All {connections.length}
          </Link>
        }
      />
      {connections.length === 0 ? (
        <EmptyState
          title="No connections yet"
          action={
            <Link href="/connections?add=1" className={buttonClass({})}>
              Add a connection
            </Link>
          }
        >
          A connection is an account your flows act with.
        </EmptyState>
      ) : (
        <>
          <ul className="px-4">
            {connections.slice(0, SHOWN).map((connection) => (
              <li key={connection.id} className="flex h-8 items-center gap-2.5">
                <Line connection={connection} />
              </li>
            ))}
          </ul>
          <div className="mx-4 mt-1.5 flex items-center border-line border-t py-2.5 text-ink-3 text-small">
            <AvailabilityLegend />
          </div>
        </>
      )}
    </Card>
  )
}

function Line({ connection }: { connection: ConnectionSummary }) {
  const broken = connection.state === 'needs_attention'
  return (
    <>
      <VendorMark connector={connection.connector} />
      <Link
        href={`/connections?id=${connection.id}`}
        className={cn('min-w-0 flex-1 truncate hover:underline', broken && 'text-attn')}
      >
        {connection.name}
      </Link>
      <span className="max-sm:hidden">
        <AvailabilityStrip slots={stripSlots(connection.strip)} />
      </span>
      <span
        className={cn(
          'w-14 flex-none text-right tabular-nums',
          connection.availability === null ? 'text-ink-3' : connection.availability < 0.9 ? 'text-bad' : 'text-ink',
        )}
      >
        {connection.availability === null ? '–' : `${percentWords(connection.availability)}%`}
      </span>
      <span className="w-14 flex-none text-right text-ink-3 tabular-nums">
        {connection.averageMs === null ? '–' : durationWords(connection.averageMs, { fine: true })}
      </span>
    </>
  )
}
