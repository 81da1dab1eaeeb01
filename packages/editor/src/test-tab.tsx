'use client'

import type { Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Play } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useEditorScope } from './editor-scope.tsx'
import { thingsOf } from './mapping/things.ts'
import { useSources } from './mapping/use-sources.ts'
import { AccountRow } from './test-tab/account-row.tsx'
import { AnswerPanel } from './test-tab/answer-panel.tsx'
import { BeforeBox } from './test-tab/before-box.tsx'
import { KeepDialog } from './test-tab/keep-dialog.tsx'
import { LiveBox } from './test-tab/live-box.tsx'
import { OutputShape } from './test-tab/output-shape.tsx'
import { PanelHead } from './test-tab/panel-head.tsx'
import { ProgressList } from './test-tab/progress-list.tsx'
import { SamplePicker } from './test-tab/sample-picker.tsx'
import { SentPanel } from './test-tab/sent-panel.tsx'
import type { SampleChoice, StepTestView, TestHost, TestRunView, TestSample } from './test-tab/test-types.ts'
import { untriedBefore } from './test-tab/untried-before.ts'
import { useOwnSchema } from './test-tab/use-own-schema.ts'
import { type Trial, useTrial } from './test-tab/use-trial.ts'
import { ValueTree } from './test-tab/value-tree.tsx'

export type TestTabProps = {
  stepId: string
  /** Recent events and kept ones, newest first. */
  samples: readonly TestSample[]
  /** Chosen for the whole editor; `onSample` changes it. */
  sampleId: string | null
  onSample: (sampleId: string) => void
  host: TestHost
  /** The step's last test, from before or from this tab. */
  last: StepTestView | null
  onResult: (result: StepTestView | TestRunView) => void
  /** The page asks (⌘Enter, the inspector's foot) to test this step now, until it is told that this was taken up. */
  runAsked?: boolean
  onRunTaken?: () => void
  /** Where what the last test did can be seen: a mail in the mail room. The page knows such places. */
  seenAt?: ReactNode
}

/** Trying one step: with which event, through which account, what is sent, and what came back. */
export function TestTab(props: TestTabProps) {
  const { document } = useEditorScope()
  const step = document.steps.find(({ id }) => id === props.stepId)
  if (step === undefined) return null
  return step.kind === 'trigger' ? (
    <TriggerSample {...props} step={step} />
  ) : (
    <StepTrial key={step.id} {...props} step={step} />
  )
}

function StepTrial(props: TestTabProps & { step: Step }) {
  const { step, samples, sampleId, onSample, host, last, onResult } = props
  const { document, connections, mayEdit, samples: known } = useEditorScope()
  const things = thingsOf(useSources(step.id, ''))
  const [item, setItem] = useState<Json | null>(null)
  const [connectionId, setConnectionId] = useState<string | null>(null)
  const [keeping, setKeeping] = useState(false)
  const sample: SampleChoice | null =
    item !== null ? { item, label: 'Filled in' } : sampleId === null ? null : { sampleId }
  const untried = known.loading ? [] : untriedBefore(document, step.id, known.chosen?.outputs ?? {})
  const trial = useTrial({ step, sample, connectionId, input: null, untried, host, onResult })
  const asksBefore = sample !== null && mayEdit && untried.length > 0 && trial.dismiss === null
  const isAsked = useRunRequests(props, { hasSample: sample !== null, asksBefore, trial })
  const usable =
    step.kind === 'action' ? connections.filter((one) => one.connector === step.connector && one.usable) : []
  const sandbox = usable.find(({ environment }) => environment === 'sandbox')
  const choose = (id: string) => {
    setItem(null)
    onSample(id)
  }
  return (
    <div className="flex min-h-full flex-col">
      <SamplePicker
        samples={samples}
        things={things}
        choice={sample}
        onSample={choose}
        onItem={setItem}
        host={host}
        mayKeep={mayEdit}
      />
      <div className="px-4 pt-3 pb-3">
        <AccountRow
          connections={usable}
          chosenId={connectionId ?? trial.preview?.connection?.id ?? null}
          ownId={step.kind === 'action' ? step.connectionId : null}
          onChoose={setConnectionId}
        />
        {asksBefore ? (
          <BeforeBox
            untried={untried}
            busy={trial.busy === 'here'}
            disabled={trial.busy === 'step'}
            asked={isAsked}
            onTest={() => trial.toHere(null)}
          />
        ) : null}
        {trial.live === null ? null : (
          <LiveBox
            live={trial.live}
            busy={trial.busy !== null}
            onConfirm={trial.confirm}
            instead={insteadOf(trial, sandbox === undefined ? null : () => setConnectionId(sandbox.id))}
          />
        )}
      </div>
      <div className="grid flex-1 grid-cols-1 border-line border-t [container-type:inline-size]">
        <div className="grid grid-cols-1 @[560px]:grid-cols-2 @[560px]:divide-x @[560px]:divide-line @max-[560px]:divide-y @max-[560px]:divide-line">
          <SentPanel step={step} preview={trial.preview} resolving={trial.resolving} refusal={trial.refusal} />
          <AnswerPanel
            step={step}
            last={last}
            running={trial.busy === 'step'}
            seenAt={props.seenAt}
            onKeep={mayEdit && sample !== null ? () => setKeeping(true) : null}
          />
        </div>
      </div>
      {trial.progress === null ? null : <ProgressList run={trial.progress} />}
      <Foot trial={trial} ready={sample !== null && mayEdit} />
      {keeping && sample !== null ? (
        <KeepDialog
          proposed={samples.find(({ id }) => id === sampleId)?.label ?? ''}
          onClose={() => setKeeping(false)}
          onKeep={async (name) => {
            const outputs = last?.output == null ? {} : { outputs: { [step.id]: last.output } }
            const kept = await host.keepSample({ name, from: sample, ...outputs })
            return kept.ok ? null : kept.message
          }}
        />
      ) : null}
    </div>
  )
}

function insteadOf({ dismiss }: Trial, useSandbox: (() => void) | null) {
  if (dismiss !== null) return { label: 'Do not test', take: dismiss }
  return useSandbox === null ? null : { label: 'Use the sandbox', take: useSandbox }
}

type Asking = { hasSample: boolean; asksBefore: boolean; trial: Trial }

/**
 * A request from outside is a press of the button: it runs at once. An open question, here or the server's, waits for
 * its answer; true while the one about the steps before it does.
 */
function useRunRequests({ runAsked = false, onRunTaken }: TestTabProps, asking: Asking): boolean {
  const { samples } = useEditorScope()
  const isReady = asking.hasSample || !samples.loading
  const latest = useRef({ ...asking, onRunTaken })
  const isTaken = useRef(false)
  const [isAsked, setIsAsked] = useState(false)
  useEffect(() => {
    latest.current = { ...asking, onRunTaken }
  })
  useEffect(() => {
    if (!runAsked) isTaken.current = false
    if (!runAsked || !isReady || isTaken.current) return
    isTaken.current = true
    const now = latest.current
    now.onRunTaken?.()
    if (now.asksBefore) setIsAsked(true)
    else if (now.hasSample && now.trial.live === null) now.trial.test(null)
  }, [runAsked, isReady])
  return isAsked && asking.asksBefore
}

function Foot({ trial, ready }: { trial: Trial; ready: boolean }) {
  const asks = trial.live !== null
  return (
    <footer className="sticky bottom-0 flex min-h-13 flex-none flex-wrap items-center gap-2 border-line border-t bg-surface px-4 py-2">
      <Button
        variant="secondary"
        icon={<Play size={15} strokeWidth={1.75} aria-hidden />}
        loading={trial.busy === 'step'}
        disabled={!ready || asks || trial.busy !== null}
        aria-keyshortcuts="Meta+Enter Control+Enter"
        aria-describedby="test-tab-said"
        onClick={() => trial.test(null)}
      >
        Test this step
      </Button>
      <span id="test-tab-said" aria-live="polite" className="flex min-w-0 flex-1 items-center gap-1.5 text-small">
        <Said trial={trial} asks={asks} />
      </span>
      <Button
        variant="quiet"
        loading={trial.busy === 'here'}
        disabled={!ready || trial.busy !== null}
        onClick={() => trial.toHere(null)}
      >
        Test to here
      </Button>
    </footer>
  )
}

function Said({ trial, asks }: { trial: Trial; asks: boolean }) {
  if (asks)
    return (
      <>
        <StateGlyph state="attention" size={14} />
        <span className="text-attn">Answer the question above first</span>
      </>
    )
  if (trial.refusal !== null)
    return (
      <>
        <StateGlyph state="failed" size={14} className="flex-none" />
        <span className="min-w-0">{trial.refusal}</span>
      </>
    )
  return null
}

/** A trigger has nothing to try: its sample is what everything after it is tried with. */
function TriggerSample({ step, samples, sampleId, onSample, host }: TestTabProps & { step: Step }) {
  const { mayEdit } = useEditorScope()
  const things = thingsOf(useSources(step.id, ''))
  const [item, setItem] = useState<Json | null>(null)
  const chosen = samples.find(({ id }) => id === sampleId)
  const shown = item ?? chosen?.outputs[step.id] ?? null
  return (
    <div className="flex flex-col">
      <SamplePicker
        samples={samples}
        things={things}
        choice={item !== null ? { item, label: 'Filled in' } : sampleId === null ? null : { sampleId }}
        onSample={(id) => {
          setItem(null)
          onSample(id)
        }}
        onItem={setItem}
        host={host}
        mayKeep={mayEdit}
      />
      <SampleView step={step} value={shown} label={chosen?.label ?? 'Filled in'} />
      <OutputShape step={step} answer={shown} />
    </div>
  )
}

function SampleView({ step, value, label }: { step: Step; value: Json | null; label: string }) {
  const { workspace } = useEditorScope()
  const schema = useOwnSchema(step)
  if (value === null) return null
  return (
    <section aria-label="What the trigger gives" className="mt-3 border-line border-t">
      <PanelHead title="What it gives" note={label} />
      <ValueTree value={value} label="What the trigger gives" schema={schema} timeZone={workspace.timeZone} />
    </section>
  )
}
