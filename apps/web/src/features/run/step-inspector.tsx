'use client'

import type { Manifests } from '@patchbay/editor/manifests'
import { StepIcon } from '@patchbay/editor/step-icon'
import { Badge } from '@patchbay/ui/badge'
import { buttonClass } from '@patchbay/ui/button-class'
import { cn } from '@patchbay/ui/cn'
import { JsonTree } from '@patchbay/ui/json-tree'
import { ClockTime, Duration, Elapsed } from '@patchbay/ui/relative-time'
import { SayBox } from '@patchbay/ui/say-box'
import type { State } from '@patchbay/ui/state'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import Link from 'next/link'
import type { RunDetail, RunWaits, Step, StepRunView } from '../../trpc/types.ts'
import { ApprovalCard } from '../approvals/approval-card.tsx'
import { DecideButtons } from '../problems/decide-buttons.tsx'
import { StepActions } from '../problems/steering/step-actions.tsx'
import { stateOf } from '../shared/states.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { canvasStates } from './canvas-states.ts'
import { connectorOf } from './connector-of.ts'
import { ContainerSay } from './container-say.tsx'
import { DayTime } from './day-time.tsx'
import { ItemBar } from './item-bar.tsx'
import { ItemList } from './item-list.tsx'
import {
  askedIteration,
  atDepth,
  contentOf,
  isContainer,
  orderedSteps,
  passesAround,
  rowToShow,
  stepRunsOf,
} from './run-steps.ts'
import { ScopePanel } from './scope-panel.tsx'
import { type Keeps, StepTabs } from './step-tabs.tsx'
import { sayStep } from './step-words.ts'
import { WaitsPanel } from './waits-panel.tsx'

export type StepInspectorProps = {
  run: RunDetail
  manifests: Manifests
  stepId: string | null
  /** The rows of the item that was chosen, of all steps in it. */
  item: readonly StepRunView[] | null
  waits: RunWaits | null
  phone?: boolean
}

/** The chosen step: what it says, then what is inside it or what it waits for, its attempts, input, output and log. */
export function StepInspector({ run, manifests, stepId, item, waits, phone = false }: StepInspectorProps) {
  const { params, change } = useUrlState()
  const step = run.document.steps.find((each) => each.id === stepId)
  if (step === undefined) return null
  const asked = askedIteration(params)
  const passes = passesAround(run, step.id)
  const depth = passes.length
  const row = rowOf(run, step, { asked, item, passes })
  const iteration = row?.iteration ?? atDepth(asked ?? '', depth)
  const select = (id: string) => change({ step: id })
  return (
    <aside
      aria-label={step.name}
      className={cn(
        'flex flex-none flex-col bg-surface',
        phone ? '' : 'w-inspector overflow-y-auto border-line border-l max-xl:w-90 max-lg:w-80',
      )}
    >
      <Head run={run} step={step} row={row} manifests={manifests} />
      {depth === 0 ? null : (
        <ItemBar
          run={run}
          step={step}
          iteration={iteration}
          onIteration={(next) => change({ item: next })}
          onSelect={select}
        />
      )}
      <div className="px-4 pb-3">
        <Say run={run} step={step} row={row} manifests={manifests} waits={waits} item={item ?? []} />
      </div>
      {step.kind === 'loop' || step.kind === 'repeat' ? (
        <ItemList
          key={`${step.id} ${iteration}`}
          run={run}
          container={step}
          within={iteration}
          chosen={asked}
          onChoose={(chosen) =>
            change({
              step: chosen.trouble?.stepId ?? contentOf(run, step.id)[0]?.id ?? step.id,
              item: chosen.iteration,
            })
          }
        />
      ) : null}
      {step.kind === 'scope' ? (
        <ScopePanel
          run={run}
          scope={step}
          onSelect={(id, iteration = '') => change(iteration === '' ? { step: id } : { step: id, item: iteration })}
        />
      ) : null}
      {row === undefined || waits === null ? null : <WaitsPanel waits={waits} row={row} step={step} />}
      {row === undefined ? null : <StepTabs key={row.id} run={run} row={row} keeps={keepsOf(step, manifests)} />}
      {step.kind === 'trigger' ? (
        <section className="border-line border-t px-4 py-3.5">
          <h3 className="mb-2 text-h3">What came in</h3>
          <JsonTree label="What came in" value={run.item} open={3} />
        </section>
      ) : null}
    </aside>
  )
}

type Chosen = { asked: string | null; item: readonly StepRunView[] | null; passes: readonly Step[] }

/** Of a step inside loops the row of the item that was chosen; as long as none is, the one a person came for. */
function rowOf(run: RunDetail, step: Step, { asked, item, passes }: Chosen): StepRunView | undefined {
  const rows = stepRunsOf(run, step.id)
  const depth = passes.length
  const about = run.decisions.find(
    ({ state, stepRunId }) => state === 'open' && rows.some(({ id }) => id === stepRunId),
  )
  if (asked === null && about !== undefined) return rows.find(({ id }) => id === about.stepRunId)
  if (depth === 0 || asked === null) return rowToShow(rows, passes)
  const wanted = atDepth(asked, depth)
  const isAsked = ({ stepId, iteration }: StepRunView) => stepId === step.id && iteration === wanted
  return item?.find(isAsked) ?? rows.find(isAsked)
}

/** What keeps a write from being applied twice; null of what calls nobody. */
function keepsOf(step: Step, manifests: Manifests): Keeps | null {
  return step.kind === 'action' ? (manifests[step.connector]?.actions[step.action]?.idempotency.kind ?? null) : null
}

type Awaited = Pick<PartProps, 'step' | 'row' | 'manifests'> & { waits: RunWaits | null }

/** What a step that waits is waiting for. */
function awaited({ step, row, manifests, waits }: Awaited): string | null {
  if (row?.state !== 'waiting') return null
  if (step.kind === 'event') {
    const app = manifests[step.connector]
    const title = app?.triggers[step.event]?.title ?? step.event
    return `“${title}” of ${app?.title ?? step.connector} has not come for this run yet.`
  }
  const call = waits?.calls.find(({ node, iteration }) => node === row.node && iteration === row.iteration)
  return call === undefined ? null : `“${call.flow.name}” has not answered yet.`
}

type PartProps = {
  run: RunDetail
  step: Step
  row: StepRunView | undefined
  manifests: Manifests
}

function Head({ run, step, row, manifests }: PartProps) {
  const steps = orderedSteps(run)
  const connector = connectorOf(step)
  const words = [
    `Step ${steps.findIndex((each) => each.id === step.id) + 1} of ${steps.length}`,
    ...(connector === null ? [] : [manifests[connector]?.title ?? connector]),
    ...(row?.connection ? [row.connection.name] : []),
    ...calledWords(run, step),
  ]
  return (
    <div className="flex items-start gap-3 px-4 pt-3.5 pb-3">
      {connector === null ? (
        <StepIcon step={step} connector={null} size={36} />
      ) : (
        <VendorTile connector={connector} size={36} />
      )}
      <div className="min-w-0 flex-1">
        <h2 className="text-h2 leading-5">{step.name}</h2>
        <p className="text-ink-3 text-small">
          {words.join(' · ')}{' '}
          {row?.connection ? (
            <Badge kind={row.connection.environment} className="ml-1">
              {row.connection.environment === 'live' ? 'Live' : 'Sandbox'}
            </Badge>
          ) : null}
        </p>
      </div>
    </div>
  )
}

/** "Runs “Refund an order”" */
function calledWords({ calledFlows }: RunDetail, step: Step): string[] {
  if (step.kind !== 'subflow') return []
  const called = calledFlows.find(({ id }) => id === step.flowId)
  return called === undefined ? [] : [`${step.mode === 'wait' ? 'Runs' : 'Starts'} “${called.name}”`]
}

type SayProps = PartProps & { waits: RunWaits | null; item: readonly StepRunView[] }

function Say({ run, step, row, manifests, waits, item }: SayProps) {
  const open = waits?.approvals.find((each) => each.stepRunId === row?.id && each.state === 'open')
  if (open !== undefined) return <ApprovalCard approval={open} />
  if (row !== undefined && isContainer(step)) return <ContainerSay run={run} step={step} row={row} />
  const connector = connectorOf(step)
  // Whether the step of an item was undone stands in the rows of that item.
  const known = item.length === 0 ? run : { ...run, steps: [...run.steps, ...item] }
  const said = sayStep(row, step, known, connector === null ? null : (manifests[connector]?.title ?? connector))
  const decision = run.decisions.find((each) => each.state === 'open' && each.stepRunId === row?.id)
  const calls = waits?.calls.filter((each) => each.node === row?.node && each.iteration === row.iteration) ?? []
  return (
    <SayBox
      state={stateShown(run, step, { row, isAsked: decision !== undefined })}
      title={decision?.kind === 'undo' ? 'Undone by hand, or left as it is?' : said.title}
      aside={
        step.kind === 'trigger' ? (
          <ClockTime at={run.acceptedAt} />
        ) : row === undefined ? undefined : (
          <Aside run={run} row={row} />
        )
      }
      safe={said.safe ?? undefined}
      actions={
        decision !== undefined && decision.kind !== 'failed' && run.may.decide ? (
          <DecideButtons decision={decision} />
        ) : row?.error?.code === 'auth_expired' && row.connection !== null ? (
          <Link href={`/connections?id=${row.connection.id}`} className={buttonClass({})}>
            Reconnect {row.connection.name}
          </Link>
        ) : row?.state === 'failed' || row?.state === 'needs_attention' ? (
          <StepActions run={run} row={row} name={step.name} />
        ) : calls[0] !== undefined ? (
          <Link href={`/runs/${calls[0].runId}`} className={buttonClass({})}>
            Open its run of “{calls[0].flow.name}”
          </Link>
        ) : undefined
      }
    >
      {decision?.question ?? said.happened ?? awaited({ step, row, manifests, waits }) ?? undefined}
    </SayBox>
  )
}

type Known = { row: StepRunView | undefined; isAsked: boolean }

function stateShown(run: RunDetail, step: Step, { row, isAsked }: Known): State {
  if (isAsked) return 'attention'
  if (step.kind === 'trigger') return 'succeeded'
  return row === undefined ? (canvasStates(run)[step.id]?.state ?? 'queued') : stateOf(row.state)
}

function Aside({ run, row }: { run: RunDetail; row: StepRunView }) {
  // While the run is paused that time passes, and nothing begins.
  if (row.state === 'retrying' && run.pausedAt !== null) return null
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
        until <DayTime at={row.waitUntil} />
      </>
    )
  }
  if (row.state === 'skipped') return null
  if (row.finishedAt === null) return <Elapsed from={row.startedAt} />
  return <Duration ms={row.finishedAt.getTime() - row.startedAt.getTime()} fine />
}
