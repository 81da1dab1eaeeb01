'use client'

import { FlowOutline } from '@patchbay/editor/flow-outline'
import type { Manifests } from '@patchbay/editor/manifests'
import type { StepStates } from '@patchbay/editor/step-state'
import type { RunDetail, RunWaits, StepRunView } from '../../trpc/types.ts'
import { RunDrawer } from './run-drawer.tsx'
import { StepInspector } from './step-inspector.tsx'

export type PhoneRunBodyProps = {
  run: RunDetail
  manifests: Manifests
  states: StepStates
  item: readonly StepRunView[] | null
  waits: RunWaits | null
  selectedId: string | null
  onSelect: (id: string | null) => void
  flowName: (flowId: string) => string | null
}

/** On a phone a flow is a list of sentences with their states; the chosen one stands first. */
export function PhoneRunBody(props: PhoneRunBodyProps) {
  const { run, manifests, states, item, waits, selectedId, onSelect, flowName } = props
  return (
    <div className="flex flex-col bg-surface [&_button]:scroll-mb-18">
      <StepInspector run={run} manifests={manifests} stepId={selectedId} item={item} waits={waits} phone />
      <h2 className="border-line border-t px-4 pt-4 pb-1 text-h3">Steps</h2>
      <FlowOutline
        document={run.document}
        manifests={manifests}
        states={states}
        selectedId={selectedId}
        onSelect={onSelect}
        flowName={flowName}
        label="Steps of this run"
      />
      <RunDrawer run={run} selectedId={selectedId} onSelect={onSelect} flow />
    </div>
  )
}
