'use client'

import { BarStrip } from '@patchbay/ui/bar-strip'
import { buttonClass } from '@patchbay/ui/button-class'
import { Card, CardHead, linkClass } from '@patchbay/ui/card'
import { durationWords } from '@patchbay/ui/duration-words'
import { EmptyState } from '@patchbay/ui/empty-state'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@patchbay/ui/table'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import Link from 'next/link'
import type { Home } from '../../trpc/types.ts'
import { FlowSwitch } from '../flows/flow-switch.tsx'
import { counted, percentWords } from '../shared/words.ts'

type Busy = Home['busiest'][number]

export function BusiestFlows({ busiest, window }: { busiest: Busy[]; window: Home['window'] }) {
  return (
    <Card className="overflow-x-auto">
      <CardHead
        title="Busiest flows"
        className="pb-1.5"
        aside={
          <Link href="/flows" className={linkClass}>
            All flows
          </Link>
        }
      />
      {busiest.length === 0 ? (
        <EmptyState
          title={`No runs in the last ${window === '24h' ? '24 hours' : '7 days'}`}
          action={
            <Link href="/flows" className={buttonClass({})}>
              See the flows
            </Link>
          }
        >
          Flows that are on run by themselves when something happens.
        </EmptyState>
      ) : (
        <>
          <Wide busiest={busiest} window={window} />
          <Narrow busiest={busiest} />
        </>
      )}
    </Card>
  )
}

function Wide({ busiest, window }: { busiest: Busy[]; window: Home['window'] }) {
  return (
    <Table gutter="card" className="max-md:hidden">
      <TableHead sticky={false}>
        <tr>
          <HeadCell>Flow</HeadCell>
          <HeadCell number>Runs</HeadCell>
          <HeadCell>{window === '24h' ? 'By the hour' : 'By six hours'}</HeadCell>
          <HeadCell number>Succeeded</HeadCell>
          <HeadCell number>Half within</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {busiest.map(({ flow, runs, byHour, succeededShare, p50Ms }) => (
          <Row key={flow.id}>
            <Cell fill>
              <span className="flex items-center gap-3">
                <FlowSwitch flow={flow} />
                <span className="flex w-13 flex-none gap-1.5">
                  {flow.connectors.slice(0, 3).map((connector) => (
                    <VendorMark key={connector} connector={connector} size={14} />
                  ))}
                </span>
                <Link href={`/flows/${flow.id}`} className="truncate hover:underline">
                  {flow.name}
                </Link>
              </span>
            </Cell>
            <Cell number>{runs.toLocaleString('en-GB')}</Cell>
            <Cell>
              <BarStrip values={byHour} label={`Runs of ${flow.name}`} />
            </Cell>
            <Cell number>{succeededShare === null ? '–' : `${percentWords(succeededShare)}%`}</Cell>
            <Cell number>{p50Ms === null ? '–' : durationWords(p50Ms)}</Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}

function Narrow({ busiest }: { busiest: Busy[] }) {
  return (
    <ul className="md:hidden">
      {busiest.map(({ flow, runs, byHour, succeededShare }) => (
        <li key={flow.id} className="flex items-center gap-3 border-line border-t px-4 py-2.5">
          <Link href={`/flows/${flow.id}`} className="min-w-0 flex-1">
            <span className="block truncate font-semibold text-read">{flow.name}</span>
            <span className="text-ink-3 text-small">
              {counted(runs, 'run')}
              {succeededShare === null ? '' : `, ${percentWords(succeededShare)}% succeeded`}
            </span>
          </Link>
          <BarStrip values={byHour} label={`Runs of ${flow.name}`} />
        </li>
      ))}
    </ul>
  )
}
