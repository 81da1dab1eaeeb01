'use client'

import type { Manifests } from '@patchbay/editor/manifests'
import { Badge } from '@patchbay/ui/badge'
import { buttonClass } from '@patchbay/ui/button-class'
import { cn } from '@patchbay/ui/cn'
import { JsonTree } from '@patchbay/ui/json-tree'
import { ClockTime, Duration, Elapsed } from '@patchbay/ui/relative-time'
import { SayBox } from '@patchbay/ui/say-box'
import { Select } from '@patchbay/ui/select'
import { stateWord } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { IconTile, VendorTile } from '@patchbay/ui/vendor-tile'
import { Workflow } from 'lucide-react'
import Link from 'next/link'
import type { RunDetail, Step, StepRunView } from '../../trpc/types.ts'
import { DecideButtons } from '../problems/decide-buttons.tsx'
import { stateOf } from '../shared/states.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { connectorOf } from './connector-of.ts'
import { iterationWords, orderedSteps, stepRunsOf } from './run-steps.ts'
import { StepTabs } from './step-tabs.tsx'
import { sayStep } from './step-words.ts'

export type StepInspectorProps = {
  run: RunDetail
  manifests: Manifests
  stepId: string | null
  phone?: boolean
}

/** The chosen step: what it says, then its attempts, input, output and log. */
export function StepInspector({ run, manifests, stepId, phone = false }: StepInspectorProps) {
  const { params, change } = useUrlState()
  const step = run.document.steps.find((each) => each.id === stepId)
  if (step === undefined) return null
  const rows = stepRunsOf(run, step.id)
  const row = rows.find((each) => each.iteration === params.get('item')) ?? loudest(rows)
  return (
    <aside
      aria-label={step.name}
      className={cn(
        'flex flex-none flex-col bg-surface',
        phone ? '' : 'w-inspector overflow-y-auto border-line border-l max-lg:w-80',
      )}
    >
      <Head run={run} step={step} row={row} manifests={manifests} />
      {rows.length > 1 ? (
        <div className="px-4 pb-3">
          <Select
            label="Which item"
            size="sm"
            value={row?.iteration ?? null}
            onValueChange={(item) => change({ item })}
            options={rows.map((each) => ({
              value: each.iteration,
              label: `${iterationWords(each.iteration)}: ${stateWord[stateOf(each.state)]}`,
              icon: <StateGlyph state={stateOf(each.state)} size={14} />,
            }))}
          />
        </div>
      ) : null}
      <div className="px-4 pb-3">
        <Say run={run} step={step} row={row} manifests={manifests} />
      </div>
      {row === undefined ? null : <StepTabs key={row.id} run={run} row={row} />}
      {step.kind === 'trigger' ? (
        <section className="border-line border-t px-4 py-3.5">
          <h3 className="mb-2 text-h3">What came in</h3>
          <JsonTree label="What came in" value={run.item} open={3} />
        </section>
      ) : null}
    </aside>
  )
}

type PartProps = { run: RunDetail; step: Step; row: StepRunView | undefined; manifests: Manifests }

function Head({ run, step, row, manifests }: PartProps) {
  const steps = orderedSteps(run)
  const connector = connectorOf(step)
  const words = [
    `Step ${steps.findIndex((each) => each.id === step.id) + 1} of ${steps.length}`,
    ...(connector === null ? [] : [manifests[connector]?.title ?? connector]),
    ...(row?.connection ? [row.connection.name] : []),
  ]
  return (
    <div className="flex items-start gap-3 px-4 pt-3.5 pb-3">
      {connector === null ? (
        <IconTile size={36} icon={<Workflow size={18} strokeWidth={1.75} aria-hidden="true" />} />
      ) : (
        <VendorTile connector={connector} size={36} />
      )}
      <div className="min-w-0 flex-1">
        <h2 className="text-h2 leading-5">{step.name}</h2>
        <p className="text-ink-3 text-small">
          {words.join(' · ')}{' '}
          {row?.connection ? (
            <Badge kind={row.connection.environment}>
              {row.connection.environment === 'live' ? 'Live' : 'Sandbox'}
            </Badge>
          ) : null}
        </p>
      </div>
    </div>
  )
}

function Say({ run, step, row, manifests }: PartProps) {
  const connector = connectorOf(step)
  const said = sayStep(row, step, run, connector === null ? null : (manifests[connector]?.title ?? connector))
  const decision = run.decisions.find((each) => each.state === 'open' && each.stepRunId === row?.id)
  return (
    <SayBox
      state={step.kind === 'trigger' ? 'succeeded' : row === undefined ? 'queued' : stateOf(row.state)}
      title={said.title}
      aside={
        step.kind === 'trigger' ? (
          <ClockTime at={run.acceptedAt} />
        ) : row === undefined ? undefined : (
          <Aside row={row} />
        )
      }
      safe={said.safe ?? undefined}
      actions={
        decision !== undefined && run.may.decide ? (
          <DecideButtons decision={decision} />
        ) : row?.error?.code === 'auth_expired' && row.connection !== null ? (
          <Link href={`/connections?id=${row.connection.id}`} className={buttonClass({})}>
            Reconnect {row.connection.name}
          </Link>
        ) : undefined
      }
    >
      {decision?.question ?? said.happened ?? undefined}
    </SayBox>
  )
}

function Aside({ row }: { row: StepRunView }) {
  if (row.state === 'retrying' && row.nextTryAt !== null) {
    return (
      <>
        at <ClockTime at={row.nextTryAt} />
      </>
    )
  }
  if (row.state === 'waiting' && row.waitUntil !== null) {
    return (
      <>
        until <ClockTime at={row.waitUntil} />
      </>
    )
  }
  if (row.state === 'skipped') return null
  if (row.finishedAt === null) return <Elapsed from={row.startedAt} />
  return <Duration ms={row.finishedAt.getTime() - row.startedAt.getTime()} fine />
}

const LOUD: readonly StepRunView['state'][] = ['needs_attention', 'failed', 'retrying', 'running', 'waiting']

function loudest(rows: StepRunView[]): StepRunView | undefined {
  return LOUD.map((state) => rows.find((row) => row.state === state)).find((row) => row !== undefined) ?? rows.at(-1)
}
