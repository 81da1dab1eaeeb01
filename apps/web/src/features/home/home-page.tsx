'use client'

import { PageHeader } from '@patchbay/ui/page-header'
import { Segmented } from '@patchbay/ui/segmented'
import { Skeleton } from '@patchbay/ui/skeleton'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { Home } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { BusiestFlows } from './busiest-flows.tsx'
import { ConnectionsStrip } from './connections-strip.tsx'
import { FirstRun } from './first-run.tsx'
import { Kpis } from './kpis.tsx'
import { NeedsPersonCard } from './needs-person-card.tsx'

type Window = Home['window']

export function HomePage() {
  const trpc = useTrpc()
  const [window, setWindow] = useState<Window>('24h')
  const query = useQuery(trpc.home.get.queryOptions({ window }, { placeholderData: keepPreviousData }))
  return (
    <QueryView query={query} what="Home" skeleton={<HomeSkeleton />}>
      {(home) => (home.firstRun ? <FirstRun /> : <Working home={home} window={window} onWindow={setWindow} />)}
    </QueryView>
  )
}

function Working({ home, window, onWindow }: { home: Home; window: Window; onWindow: (window: Window) => void }) {
  const me = useMe()
  return (
    <>
      <PageHeader
        title={`Hello, ${me.user.name.split(' ')[0]}`}
        lead={<Sentence home={home} />}
        actions={
          <Segmented
            label="Time"
            value={window}
            onValueChange={onWindow}
            options={[
              { value: '24h', label: 'Last 24 hours' },
              { value: '7d', label: '7 days' },
            ]}
          />
        }
      />
      <div className="flex flex-col gap-3.5 px-4 pb-8 lg:px-7">
        <Kpis home={home} />
        <div className="grid gap-3.5 max-md:contents xl:grid-cols-[minmax(0,1.32fr)_minmax(0,1fr)]">
          <div className="grid max-md:order-first">
            <NeedsPersonCard items={home.needsPerson} />
          </div>
          <ConnectionsStrip connections={home.connections} />
        </div>
        <BusiestFlows busiest={home.busiest} window={window} />
      </div>
    </>
  )
}

function Sentence({ home }: { home: Home }) {
  const needs = home.needsPerson.length
  const flowing = !home.engine.reachable
    ? 'Runs are waiting for the engine; events are safely queued.'
    : home.openRuns > 0
      ? 'Orders are flowing.'
      : needs > 0
        ? 'Nothing is running right now.'
        : 'All is quiet.'
  if (needs === 0) return <>{flowing} Nothing needs a person.</>
  return (
    <>
      {flowing} <b className="text-ink">{counted(needs, 'thing')}</b> {needs === 1 ? 'needs' : 'need'} a person.
    </>
  )
}

function HomeSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <div className="flex flex-col gap-2 px-4 pt-6 pb-5 lg:px-7">
        <Skeleton className="h-6 w-48" />
        <Skeleton className="w-72" />
      </div>
      <div className="grid grid-cols-2 gap-3.5 px-4 lg:px-7 xl:grid-cols-4">
        {['a', 'b', 'c', 'd'].map((each) => (
          <div key={each} className="h-40 rounded-3 border border-line bg-surface p-4">
            <Skeleton className="w-1/2" />
          </div>
        ))}
      </div>
    </div>
  )
}
