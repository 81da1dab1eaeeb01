'use client'

import { FlowOutline } from '@patchbay/editor/flow-outline'
import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState } from '@patchbay/ui/empty-state'
import { TopBar } from '@patchbay/ui/page-header'
import { ChevronLeft, Play } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import type { FlowDetail } from '../../trpc/types.ts'
import { FlowFacts } from '../flows/flow-facts.tsx'
import { FlowSwitch } from '../flows/flow-switch.tsx'
import { isStartable } from '../flows/start-form-values.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { useMe } from '../shell/use-me.ts'
import { useAround } from './use-around.ts'

const StartDialog = dynamic(() => import('../flows/start-dialog.tsx').then((module) => module.StartDialog), {
  ssr: false,
})

/** A flow on a phone: to read and to act on. It is drawn at a desk. */
export function PhoneFlow({ flow }: { flow: FlowDetail }) {
  const me = useMe()
  const { manifests, flows } = useAround()
  const { params, change } = useUrlState()
  const [starting, setStarting] = useState(false)
  const document = flow.live?.document ?? flow.draft
  const step = document.steps.find(({ id }) => id === params.get('step')) ?? null
  const startable = me.can['flow.start'] && isStartable(flow)
  return (
    <>
      <TopBar
        back={
          <Link href="/flows" aria-label="All flows" className={buttonClass({ variant: 'quiet', square: true })}>
            <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
          </Link>
        }
        title={flow.name}
        actions={
          <span className="flex items-center gap-2 px-1">
            <FlowSwitch flow={flow} />
            {flow.enabled ? 'On' : 'Off'}
          </span>
        }
      >
        <Badge>{flow.version === null ? 'draft' : `v${flow.version}`}</Badge>
      </TopBar>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto bg-surface">
        {document.steps.length === 0 ? (
          <EmptyState title="This flow has no steps yet">Open it at a desk to draw it.</EmptyState>
        ) : (
          <FlowOutline
            document={document}
            manifests={manifests}
            selectedId={step?.id ?? null}
            onSelect={(id) => change({ step: id })}
            flowName={(id) => flows?.find((one) => one.id === id)?.name ?? null}
            label={`${flow.name}, ${flow.version === null ? 'draft' : `version ${flow.version}`}`}
          />
        )}
        <FlowFacts flow={flow} step={step} manifests={manifests} />
      </div>
      <div className="flex flex-none gap-2 border-line border-t bg-surface px-4 py-2.5">
        <Link href={`/runs?flow=${flow.id}`} className={buttonClass({ size: 'lg', wide: true })}>
          Its runs
        </Link>
        {startable ? (
          <Button
            size="lg"
            wide
            variant="primary"
            icon={<Play size={15} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => setStarting(true)}
          >
            Start
          </Button>
        ) : null}
      </div>
      {starting ? <StartDialog flow={flow} onClose={() => setStarting(false)} /> : null}
    </>
  )
}
