'use client'

import { Facts } from '@patchbay/ui/card'
import { EmptyState } from '@patchbay/ui/empty-state'
import { Gantt } from '@patchbay/ui/gantt'
import { JsonTree } from '@patchbay/ui/json-tree'
import { LogLines } from '@patchbay/ui/log-lines'
import { ClockTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { Tabs } from '@patchbay/ui/tabs'
import { useTimeZone } from '@patchbay/ui/use-now'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useEffect, useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail } from '../../trpc/types.ts'
import { originWords } from '../deliveries/delivery-words.ts'
import { pollWhileOpen } from '../shared/poll-while-open.ts'
import { QueryView } from '../shared/query-view.tsx'
import { timelineRows } from './timeline-rows.ts'

export type RunDrawerProps = {
  run: RunDetail
  selectedId: string | null
  onSelect: (stepId: string) => void
  /** On a phone it is as high as what is in it. */
  flow?: boolean
}

type DrawerTab = 'timeline' | 'event' | 'log'

export function RunDrawer({ run, selectedId, onSelect, flow = false }: RunDrawerProps) {
  const [tab, setTab] = useState<DrawerTab>('timeline')
  return (
    <Tabs<DrawerTab>
      label="Of the whole run"
      value={tab}
      onValueChange={setTab}
      className={
        flow ? 'border-line border-t bg-surface' : 'h-63 max-h-[40dvh] flex-none border-line border-t bg-surface'
      }
      panelClassName="overflow-auto"
      tabs={[
        {
          value: 'timeline',
          label: 'Timeline',
          panel: <Timeline run={run} selectedId={selectedId} onSelect={onSelect} />,
        },
        {
          value: 'event',
          label: <>Event {run.topic === null ? null : <span className="font-normal text-ink-3">{run.topic}</span>}</>,
          panel: <EventPanel run={run} />,
        },
        { value: 'log', label: 'Whole log', panel: <WholeLog run={run} /> },
      ]}
    />
  )
}

function Timeline({ run, selectedId, onSelect }: Omit<RunDrawerProps, 'flow'>) {
  const timeZone = useTimeZone()
  const box = useRef<HTMLDivElement>(null)
  const begun = run.startedAt !== null
  useEffect(() => {
    if (begun && selectedId !== null && box.current !== null) showChosen(box.current)
  }, [begun, selectedId])
  if (run.startedAt === null) {
    const turn = run.waitsFor === null || run.waitsFor.kind === 'worker' ? null : run.waitsFor.words
    return (
      <EmptyState title={turn === null ? 'Accepted, waiting for a worker' : 'Accepted, not begun yet'}>
        {turn} The timeline begins with the first step.
      </EmptyState>
    )
  }
  return (
    <div ref={box}>
      <Gantt
        label="Steps by time"
        rows={timelineRows(run, timeZone)}
        start={run.acceptedAt.getTime()}
        end={run.finishedAt?.getTime() ?? null}
        from="since it was accepted"
        selectedId={selectedId}
        onSelect={onSelect}
      />
    </div>
  )
}

/** Scrolls the panel and nothing else: on a phone, where it is as high as all of it, the page stays where it is. */
function showChosen(box: HTMLElement): void {
  const panel = box.closest('[role="tabpanel"]')
  const row = box.querySelector('[aria-pressed="true"]')
  if (panel === null || row === null) return
  const [seen, at] = [panel.getBoundingClientRect(), row.getBoundingClientRect()]
  if (at.top < seen.top || at.bottom > seen.bottom) panel.scrollTop += at.top - seen.top - (seen.height - at.height) / 2
}

function EventPanel({ run }: { run: RunDetail }) {
  return (
    <div className="grid gap-x-8 gap-y-4 p-4 lg:grid-cols-[280px_minmax(0,1fr)]">
      <Facts
        items={[
          { name: 'Came from', value: originWords(run) },
          { name: 'Accepted', value: <ClockTime at={run.acceptedAt} /> },
          {
            name: 'Delivery',
            value: (
              <Link href={`/deliveries?id=${run.deliveryId}`} className="text-signal hover:underline">
                Open the delivery
              </Link>
            ),
          },
          ...(run.againOf === null
            ? []
            : [
                {
                  name: 'Again',
                  value: (
                    <Link href={`/runs/${run.againOf}`} className="text-signal hover:underline">
                      The run it repeats
                    </Link>
                  ),
                },
              ]),
          { name: 'Run id', value: <code className="select-all break-all font-mono text-small">{run.id}</code> },
        ]}
      />
      <JsonTree label="The event" value={run.item} open={2} />
    </div>
  )
}

function WholeLog({ run }: { run: RunDetail }) {
  const trpc = useTrpc()
  const query = useQuery(trpc.runs.log.queryOptions({ runId: run.id }, { refetchInterval: pollWhileOpen([run.state]) }))
  return (
    <QueryView query={query} what="The log" skeleton={<SkeletonRows rows={5} rowHeight={22} />}>
      {(lines) =>
        lines.length === 0 ? (
          <EmptyState title="Nothing has been logged yet">Lines appear here as steps run.</EmptyState>
        ) : (
          <LogLines
            label="Log of the whole run"
            lines={lines.map((line) => ({
              at: line.at.getTime(),
              level: line.level,
              message: `${line.stepName}: ${line.message}`,
              data: line.data ?? undefined,
            }))}
          />
        )
      }
    </QueryView>
  )
}
