'use client'

import { useEditorScope } from '@patchbay/editor/editor-scope'
import { Inspector } from '@patchbay/editor/inspector'
import { isAsTested } from '@patchbay/editor/is-as-tested'
import type { Step } from '@patchbay/flow/document'
import { durationWords } from '@patchbay/ui/duration-words'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { MailRoomLink } from './mail-room-link.tsx'
import { TriggerAddress } from './trigger-address.tsx'
import type { EditorView } from './use-editor-view.ts'
import type { useSamples } from './use-samples.ts'
import type { Tests } from './use-tests.ts'

const TestTab = dynamic(() => import('@patchbay/editor/test-tab').then((module) => module.TestTab), { ssr: false })

export type StepPanelProps = {
  flow: FlowDetail
  state: EditorView
  tests: Tests
  sampled: Omit<ReturnType<typeof useSamples>, 'samples'>
}

/** The settings of the open step, with its tests and its address. */
export function StepPanel({ flow, state, tests, sampled }: StepPanelProps) {
  const { document } = useEditorScope()
  const { place, testing, testTaken, testStep } = state
  const step = document.steps.find(({ id }) => id === place.stepId)
  if (step === undefined) return null
  return (
    <Inspector
      key={step.id}
      stepId={step.id}
      tab={place.tab}
      onTab={place.changeTab}
      {...(place.field === undefined ? {} : { field: place.field })}
      onClose={place.close}
      onTestStep={() => testStep(step.id)}
      onOpenStep={(stepId) => place.open({ stepId })}
      lastTest={<LastTest tests={tests} step={step} />}
      testTab={
        <TestPart
          flowId={flow.id}
          step={step}
          tests={tests}
          sampled={sampled}
          runAsked={testing === step.id}
          onRunTaken={testTaken}
        />
      }
      {...(step.kind === 'trigger' ? { triggerAddress: <TriggerAddress flow={flow} trigger={step.trigger} /> } : {})}
    />
  )
}

type TestPartProps = {
  flowId: string
  step: Step
  tests: Tests
  sampled: StepPanelProps['sampled']
  runAsked: boolean
  onRunTaken: () => void
}

function TestPart({ flowId, step, tests, sampled, ...asked }: TestPartProps) {
  const trpc = useTrpc()
  const last = useQuery(trpc.tests.last.queryOptions({ flowId, stepId: step.id })).data ?? null
  return (
    <TestTab
      stepId={step.id}
      samples={sampled.list}
      sampleId={sampled.chosenId}
      onSample={sampled.choose}
      host={tests.host}
      last={last}
      onResult={tests.refresh}
      seenAt={<MailRoomLink step={step} last={last} />}
      {...asked}
    />
  )
}

/** "Worked 2 min ago, 0.8 s" */
function LastTest({ tests, step }: { tests: Tests; step: Step }) {
  const last = tests.results?.find(({ stepId }) => stepId === step.id)
  if (last === undefined) return null
  if (!isAsTested(step, last)) {
    return (
      <span className="flex items-center gap-1.5 text-ink-3 text-small">
        <StateGlyph state="attention" size={14} /> Not tested since it changed
      </span>
    )
  }
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-ink-3 text-small">
      <StateGlyph state={last.ok ? 'succeeded' : 'failed'} size={14} className="flex-none" />
      <span className="truncate">
        {last.ok ? 'Worked' : 'Failed'} <RelativeTime at={last.at} />
        {last.tookMs === null ? '' : `, ${durationWords(last.tookMs)}`}
      </span>
    </span>
  )
}
