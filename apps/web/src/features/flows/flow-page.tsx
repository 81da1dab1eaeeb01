'use client'

import { FlowOutline } from '@patchbay/editor/flow-outline'
import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { cn } from '@patchbay/ui/cn'
import { EmptyState } from '@patchbay/ui/empty-state'
import { TopBar } from '@patchbay/ui/page-header'
import { Segmented } from '@patchbay/ui/segmented'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, Play } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { useManifests } from '../run/run-page.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { useMedia } from '../shared/use-media.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { useMe } from '../shell/use-me.ts'
import { FlowFacts } from './flow-facts.tsx'
import { FlowSwitch } from './flow-switch.tsx'
import { StartDialog } from './start-dialog.tsx'

const FlowCanvas = dynamic(() => import('@patchbay/editor/flow-canvas').then((module) => module.FlowCanvas), {
  ssr: false,
  loading: () => <div className="size-full bg-canvas" />,
})

type Shown = 'live' | 'draft'

export function FlowPage({ id }: { id: string }) {
  const trpc = useTrpc()
  const query = useQuery(trpc.flows.get.queryOptions({ id }))
  return (
    <QueryView query={query} what="The flow" home={{ href: '/flows', label: 'All flows' }}>
      {(flow) => <Flow flow={flow} />}
    </QueryView>
  )
}

function Flow({ flow }: { flow: FlowDetail }) {
  const manifests = useManifests()
  const wide = useMedia('(min-width: 768px)')
  const { params, change } = useUrlState()
  const [asked, setAsked] = useState<Shown>('live')
  const shown: Shown = flow.live === null ? 'draft' : asked
  const document = shown === 'live' && flow.live !== null ? flow.live.document : flow.draft
  const step = params.get('step')
  const selectedId = document.steps.some((each) => each.id === step) ? step : null
  const select = (stepId: string | null) => change({ step: stepId })
  const label = `${flow.name}, ${shown === 'live' ? `version ${flow.version}` : 'draft'}`
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <FlowTopBar flow={flow} shown={shown} onShow={setAsked} />
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <div className={cn('min-w-0 flex-1', wide === false && 'order-2 flex-none bg-surface')}>
          {document.steps.length === 0 ? (
            <EmptyState title="This flow has no steps yet" className="h-full">
              Bring a document in by the API or the command line.
            </EmptyState>
          ) : wide === false ? (
            <FlowOutline
              document={document}
              manifests={manifests}
              selectedId={selectedId}
              onSelect={select}
              label={label}
            />
          ) : (
            <FlowCanvas
              key={shown}
              document={document}
              manifests={manifests}
              selectedId={selectedId}
              onSelect={select}
              label={label}
            />
          )}
        </div>
        <FlowFacts
          flow={flow}
          step={document.steps.find((each) => each.id === selectedId) ?? null}
          manifests={manifests}
        />
      </div>
    </div>
  )
}

function FlowTopBar({ flow, shown, onShow }: { flow: FlowDetail; shown: Shown; onShow: (shown: Shown) => void }) {
  const me = useMe()
  const [starting, setStarting] = useState(false)
  const startable = flow.live !== null && flow.enabled && me.can['flow.start'] && flow.trigger?.type === 'manual'
  return (
    <TopBar
      back={
        <Link href="/flows" aria-label="All flows" className={buttonClass({ variant: 'quiet', square: true })}>
          <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
        </Link>
      }
      title={flow.name}
      actions={
        <>
          {flow.live !== null && flow.draftAhead ? (
            <Segmented<Shown>
              label="What is shown"
              value={shown}
              onValueChange={onShow}
              options={[
                { value: 'live', label: `Version ${flow.version}` },
                { value: 'draft', label: 'Draft' },
              ]}
            />
          ) : null}
          <span className="flex items-center gap-2 px-1">
            <FlowSwitch flow={flow} />
            {flow.enabled ? 'On' : 'Off'}
          </span>
          <Link href={`/runs?flow=${flow.id}`} className={buttonClass({})}>
            Its runs
          </Link>
          {startable ? (
            <Button variant="primary" icon={<Play size={15} strokeWidth={1.75} />} onClick={() => setStarting(true)}>
              Start
            </Button>
          ) : null}
        </>
      }
    >
      {flow.version === null ? <Badge>draft</Badge> : <Badge>v{flow.version}</Badge>}
      {starting ? <StartDialog flow={flow} onClose={() => setStarting(false)} /> : null}
    </TopBar>
  )
}
