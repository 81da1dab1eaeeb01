'use client'

import type { Step } from '@patchbay/flow/document'
import { Tabs } from '@patchbay/ui/tabs'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { StepTab } from './contract.ts'
import { useEditorScope } from './editor-scope.tsx'
import { FocusField, useFocusOn } from './inspector/focus-field.ts'
import { Grip } from './inspector/grip.tsx'
import { InspectorFoot } from './inspector/inspector-foot.tsx'
import { InspectorHead } from './inspector/inspector-head.tsx'
import { FormReady } from './inspector/late.tsx'
import { NotesTab } from './inspector/notes-tab.tsx'
import { RetryTab } from './inspector/retry-tab.tsx'
import { SetUpTab } from './inspector/set-up-tab.tsx'
import { leaveSettings, useEnterSettings } from './inspector/settings-focus.ts'
import { tabOfField } from './inspector/tab-of-field.ts'
import { tabsOf } from './inspector/tabs-of.ts'
import { PendingEdits } from './inspector/use-draft.ts'
import { usePanelWidth } from './inspector/use-panel-width.ts'

export type InspectorProps = {
  stepId: string
  tab: StepTab
  onTab: (tab: StepTab) => void
  /** Dotted as in a Problem: the field to focus. */
  field?: string
  onClose: () => void
  onTestStep: () => void
  /** How the last test of this step went: "Worked 2 min ago, 0.8 s". */
  lastTest?: ReactNode
  testTab: ReactNode
  /** Of a webhook or an app's events: the address, its secret, its subscription. The page knows them. */
  triggerAddress?: ReactNode
  /** Goes to another step: a copy that was just made, the step an error leads to. */
  onOpenStep?: (stepId: string) => void
}

/** Everything about one step, at the right of the canvas. Draws nothing once the step is gone. */
export function Inspector(props: InspectorProps) {
  const { document } = useEditorScope()
  const step = document.steps.find(({ id }) => id === props.stepId)
  return step === undefined ? null : <Panel {...props} step={step} />
}

function Panel(props: InspectorProps & { step: Step }) {
  const { step, field, onTab, onClose, onTestStep, lastTest, onOpenStep } = props
  const tab = tabsOf(step).includes(props.tab) ? props.tab : 'setup'
  const root = useRef<HTMLElement>(null)
  const [edits] = useState(() => new Set<() => void>())
  const [renames, setRenames] = useState(0)
  const { widthPx, screenPx, setWidth } = usePanelWidth(tab)
  const wanted = field === undefined || field === 'name' ? null : tabOfField(field)
  // A problem may lie on another tab than the one that was open last.
  useEffect(() => {
    if (wanted !== null && wanted !== tab && tab !== 'test') onTab(wanted)
    if (field === 'name') setRenames((count) => count + 1)
  }, [step.id, field])
  useFocusOn(root, step.id, field === 'name' ? undefined : field)
  const [readyId, setReadyId] = useState<string | null>(null)
  const onReady = useCallback(() => setReadyId(step.id), [step.id])
  useEnterSettings(root, step.id, tab === 'setup' && (!isLate(step) || readyId === step.id))
  useRenameKey(() => setRenames((count) => count + 1))
  const keepAll = () => {
    for (const flush of edits) flush()
  }
  useKeepOnHide(edits)
  const onKeyDownCapture = (event: KeyboardEvent) => {
    // Keys that act on the flow while the focus stays in a field: what was typed there comes first.
    if ((event.metaKey || event.ctrlKey) && event.key !== 'Meta' && event.key !== 'Control') keepAll()
  }
  return (
    <PendingEdits value={edits}>
      <FocusField value={field}>
        <aside
          ref={root}
          aria-label="Step settings"
          data-step-settings={step.id}
          style={{ width: widthPx }}
          onKeyDownCapture={onKeyDownCapture}
          onKeyDown={(event) => leaveSettings(event, step.id)}
          className="relative flex h-full min-h-0 flex-none flex-col border-line border-l bg-surface max-md:w-full!"
        >
          <Grip widthPx={widthPx} screenPx={screenPx} onWidth={setWidth} />
          <InspectorHead
            step={step}
            renames={renames}
            onRename={() => setRenames(renames + 1)}
            onClose={onClose}
            onOpenStep={onOpenStep}
          />
          <FormReady value={onReady}>
            <StepTabs {...props} step={step} tab={tab} />
          </FormReady>
          <InspectorFoot
            step={step}
            tab={tab}
            lastTest={lastTest}
            onTestStep={() => {
              keepAll()
              onTestStep()
            }}
          />
        </aside>
      </FocusField>
    </PendingEdits>
  )
}

function StepTabs({ step, tab, onTab, testTab, triggerAddress, onOpenStep }: InspectorProps & { step: Step }) {
  const words: Record<StepTab, string> = { setup: 'Set up', test: 'Test', retry: 'Retry & errors', notes: 'Notes' }
  const panels: Record<StepTab, () => ReactNode> = {
    setup: () => <SetUpTab key={step.id} step={step} address={triggerAddress} />,
    test: () => testTab,
    retry: () => <RetryTab key={step.id} step={step} onOpenStep={onOpenStep} />,
    notes: () => <NotesTab key={step.id} step={step} />,
  }
  return (
    <Tabs<StepTab>
      label="Step settings"
      value={tab}
      onValueChange={onTab}
      className="flex-1"
      panelClassName="overflow-y-auto"
      tabs={tabsOf(step).map((value) => ({
        value,
        label: words[value],
        ...(value === 'notes' && step.note !== undefined ? { count: 1 } : {}),
        panel: value === tab ? panels[value]() : <span />,
      }))}
    />
  )
}

/** Its form is loaded when it is first needed. */
const isLate = ({ kind }: Step): boolean =>
  kind === 'repeat' || kind === 'scope' || kind === 'event' || kind === 'approval' || kind === 'subflow'

/** The page may be closed without a word once it is hidden. */
function useKeepOnHide(edits: ReadonlySet<() => void>): void {
  useEffect(() => {
    const keep = () => {
      if (document.visibilityState === 'hidden') for (const flush of edits) flush()
    }
    document.addEventListener('visibilitychange', keep)
    return () => document.removeEventListener('visibilitychange', keep)
  }, [edits])
}

/** F2 renames, wherever the focus is, unless a dialog is over the page. */
function useRenameKey(rename: () => void): void {
  const latest = useRef(rename)
  useEffect(() => {
    latest.current = rename
  })
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'F2' || event.defaultPrevented || document.querySelector('[role="dialog"][data-open]') !== null)
        return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
