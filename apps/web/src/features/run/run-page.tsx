'use client'

import type { Manifests } from '@patchbay/editor/manifests'
import { Skeleton } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useMemo } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail } from '../../trpc/types.ts'
import { manifestsById } from '../flows/manifests-by-id.ts'
import { DecisionDialogs } from '../problems/decision-dialogs.tsx'
import { subjectOf } from '../runs/run-row.tsx'
import { pollWhileOpen } from '../shared/poll-while-open.ts'
import { QueryView } from '../shared/query-view.tsx'
import { isOpen } from '../shared/states.ts'
import { useMedia } from '../shared/use-media.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { canvasStates } from './canvas-states.ts'
import { PhoneRunBody } from './phone-run-body.tsx'
import { RunDrawer } from './run-drawer.tsx'
import { RunNotices } from './run-notices.tsx'
import { askedIteration, atDepth, orderedSteps, passesAround, pressingStep } from './run-steps.ts'
import { RunFootBar, RunTopBar } from './run-top-bar.tsx'
import { StepInspector } from './step-inspector.tsx'
import { useRunItem, useRunWaits } from './use-run-item.ts'

// The canvas is the heaviest part of the app: phones, which show a list, never load it.
const FlowCanvas = dynamic(() => import('@patchbay/editor/flow-canvas').then((module) => module.FlowCanvas), {
  ssr: false,
  loading: () => <div className="size-full bg-canvas" />,
})

export function RunPage({ id }: { id: string }) {
  const trpc = useTrpc()
  const query = useQuery(
    trpc.runs.get.queryOptions(
      { id },
      { refetchInterval: ({ state }) => pollWhileOpen(state.data === undefined ? [] : [state.data.state]) },
    ),
  )
  return (
    <DecisionDialogs key={id}>
      <QueryView
        query={query}
        what="The run"
        safe="It goes on whether you see it or not."
        home={{ href: '/runs', label: 'All runs' }}
        skeleton={<RunSkeleton />}
      >
        {(run) => <WithManifests run={run} />}
      </QueryView>
    </DecisionDialogs>
  )
}

/** Until it is known what apps call their actions, their names in code would stand there. */
function WithManifests({ run }: { run: RunDetail }) {
  const manifests = useManifests()
  return manifests === null ? <RunSkeleton /> : <Run run={run} manifests={manifests} />
}

function Run({ run, manifests }: { run: RunDetail; manifests: Manifests }) {
  const { params, change } = useUrlState()
  const wide = useMedia('(min-width: 768px)')
  const asked = params.get('step')
  const known = run.document.steps.some((step) => step.id === asked)
  const selectedId = known ? asked : pressingStep(run)
  const around = selectedId === null ? 0 : passesAround(run, selectedId).length
  const wanted = askedIteration(params)
  const item = useRunItem(run, wanted === null || around === 0 ? wanted : atDepth(wanted, around))
  const waits = useRunWaits(run)
  const states = useMemo(() => canvasStates(run, item), [run, item])
  // The item stays: beside its step, the next one of the same item is what a person looks at.
  const select = (stepId: string | null) => change({ step: stepId })
  const flowName = useFlowName(run)
  const live = isOpen(run.state)
  if (wide === false) {
    // Where all went well nobody came for one step: the list of them comes first.
    const phoneId = known || run.state !== 'succeeded' ? selectedId : null
    return (
      <>
        <RunTopBar run={run} phone />
        <RunNotices run={run} waits={waits} />
        <PhoneRunBody
          run={run}
          manifests={manifests}
          states={states}
          item={item}
          waits={waits}
          selectedId={phoneId}
          onSelect={select}
          flowName={flowName}
        />
        <RunFootBar run={run} />
      </>
    )
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <RunTopBar run={run} />
      <RunNotices run={run} waits={waits} />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="min-h-0 flex-1">
            <FlowCanvas
              document={run.document}
              manifests={manifests}
              states={states}
              selectedId={selectedId}
              onSelect={select}
              live={live}
              flowName={flowName}
              label={`${subjectOf(run)}, ${run.flow.name} version ${run.version}`}
            />
          </div>
          <RunDrawer run={run} selectedId={selectedId} onSelect={select} />
        </div>
        <StepInspector
          run={run}
          manifests={manifests}
          stepId={selectedId ?? orderedSteps(run)[0]?.id ?? null}
          item={item}
          waits={waits}
        />
      </div>
    </div>
  )
}

/** Null until they are there; without them where they do not come. */
function useManifests(): Manifests | null {
  const trpc = useTrpc()
  const { data, isError } = useQuery(
    trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  )
  return useMemo(() => (data === undefined && !isError ? null : manifestsById(data ?? [])), [data, isError])
}

/** The same function as long as the names are: the canvas is drawn anew by it. */
function useFlowName({ calledFlows }: RunDetail) {
  const key = JSON.stringify(calledFlows)
  return useMemo(() => {
    const names = new Map(calledFlows.map(({ id, name }) => [id, name]))
    return (flowId: string) => names.get(flowId) ?? null
    // The key holds all of them.
  }, [key])
}

function RunSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-1 flex-col">
      <div className="flex h-topbar items-center gap-3 border-line border-b bg-surface px-4">
        <Skeleton className="w-40" />
        <Skeleton className="w-24" />
      </div>
      <div className="flex flex-1">
        <div className="flex-1 bg-canvas" />
        <div className="w-inspector border-line border-l bg-surface p-4 max-xl:w-90 max-lg:w-80 max-md:hidden">
          <Skeleton className="w-2/3" />
        </div>
      </div>
    </div>
  )
}
