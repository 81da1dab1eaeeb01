'use client'

import type { DraftSession } from '@patchbay/editor/draft-session'
import { useEditorScope } from '@patchbay/editor/editor-scope'
import { isAsTested } from '@patchbay/editor/is-as-tested'
import type { Step } from '@patchbay/flow/document'
import { cn } from '@patchbay/ui/cn'
import { IconButton } from '@patchbay/ui/icon-button'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { PanelLeftOpen } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { FlowDetail } from '../../trpc/types.ts'
import { useMedia } from '../shared/use-media.ts'
import { EditorDrawer } from './editor-drawer.tsx'
import type { Unproven } from './publish-panel.tsx'
import type { EditorView } from './use-editor-view.ts'
import type { usePresence } from './use-presence.ts'
import type { useSamples } from './use-samples.ts'
import type { Tests } from './use-tests.ts'

const blank = () => <div className="size-full bg-canvas" />
const EditCanvas = dynamic(() => import('./drawing-parts.ts').then((module) => module.EditCanvas), {
  ssr: false,
  loading: blank,
})
const LookBack = dynamic(() => import('./look-back.tsx').then((module) => module.LookBack), {
  ssr: false,
  loading: blank,
})
const Palette = dynamic(() => import('./drawing-parts.ts').then((module) => module.Palette), { ssr: false })
const StepPanel = dynamic(() => import('./step-panel.tsx').then((module) => module.StepPanel), { ssr: false })
const ProblemsPanel = dynamic(() => import('./problems-panel.tsx').then((module) => module.ProblemsPanel), {
  ssr: false,
})
const TestsPanel = dynamic(() => import('./tests-panel.tsx').then((module) => module.TestsPanel), { ssr: false })
const VersionsPanel = dynamic(() => import('./versions-panel.tsx').then((module) => module.VersionsPanel), {
  ssr: false,
})
const PublishPanel = dynamic(() => import('./publish-panel.tsx').then((module) => module.PublishPanel), { ssr: false })
const GoLivePanel = dynamic(() => import('./go-live-panel.tsx').then((module) => module.GoLivePanel), { ssr: false })

export type EditorWorkProps = {
  flow: FlowDetail
  session: DraftSession
  state: EditorView
  presence: ReturnType<typeof usePresence>
  tests: Tests
  sampled: Omit<ReturnType<typeof useSamples>, 'samples'>
  checked: boolean
  actions: { undo: () => void; redo: () => void; testRun: () => void }
}

/**
 * Palette, canvas with its drawer, settings of the open step: by the room there is. Where palette and settings lie over
 * the canvas, they leave the drawer free: what is found there opens a step.
 */
export function EditorWork(props: EditorWorkProps) {
  const { flow, session, state, tests } = props
  const { document, mayEdit } = useEditorScope()
  const roomy = useMedia('(min-width: 1280px)')
  const steady = useMedia('(min-width: 1024px)')
  const [folded, setFolded] = useState(true)
  const isLooking = state.shown === 'publish' || state.shown === 'live' || state.looking !== null
  const { stepId } = state.place
  // The Test tab is wide: the palette makes room for it, as it does where the page is narrow.
  const showsPalette = mayEdit && !isLooking && (roomy === true ? state.palette && state.place.tab !== 'test' : !folded)
  const foldsPalette = () => (roomy === true ? state.setPalette(false) : setFolded(true))
  const nameOf = (id: string) => document.steps.find((step) => step.id === id)?.name ?? 'A step that is gone'
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[auto_minmax(0,1fr)_auto] grid-rows-[minmax(0,1fr)_auto]">
      {showsPalette ? (
        <div className={cn('min-h-0 w-59 border-line border-r', roomy === true ? besideCanvas : overCanvas)}>
          <Palette
            selectedId={state.place.selection.at(-1) ?? null}
            onAdded={(added) => state.place.open({ stepId: added })}
            onSelect={(stepId) => state.place.open({ stepId })}
            onCollapse={foldsPalette}
          />
        </div>
      ) : null}
      <div className="relative col-start-2 row-start-1 min-h-0">
        {isLooking ? <Looking {...props} /> : <Drawing {...props} steady={steady !== false} />}
        {mayEdit && !isLooking && !showsPalette ? (
          <IconButton
            label="Add a step"
            keys="A"
            variant="secondary"
            icon={<PanelLeftOpen size={16} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => (roomy === true ? showPalette(state) : setFolded(false))}
            className="absolute top-3 left-3 z-10 bg-surface shadow-2"
          />
        ) : null}
        <Refused state={state} />
      </div>
      <div className="col-start-2 row-start-2">
        <EditorDrawer
          tab={state.drawer}
          onTab={state.openDrawer}
          problems={useEditorScope().problems}
          tests={tests.runs?.length ?? 0}
          panels={{
            problems: <ProblemsPanel checked={props.checked} onGo={state.place.open} />,
            tests: (
              <TestsPanel
                runs={tests.runs ?? []}
                nameOf={nameOf}
                onOpen={(id) => state.place.open({ stepId: id, tab: 'test' })}
                onTest={props.actions.testRun}
              />
            ),
            versions: (
              <VersionsPanel
                say={state.say}
                flowId={flow.id}
                session={session}
                mayRestore={mayEdit}
                looking={state.looking}
                onLook={state.look}
              />
            ),
          }}
        />
      </div>
      {stepId === null || isLooking ? null : (
        <div
          className={cn(
            'min-h-0',
            roomy === false
              ? 'z-20 col-start-2 row-start-1 justify-self-end shadow-3'
              : 'col-start-3 row-span-2 row-start-1',
          )}
        >
          <StepPanel flow={flow} state={state} tests={tests} sampled={props.sampled} />
        </div>
      )}
    </div>
  )
}

const besideCanvas = 'col-start-1 row-span-2 row-start-1'
const overCanvas = 'z-20 col-start-2 row-start-1 justify-self-start shadow-3'

function showPalette(state: EditorView): void {
  state.setPalette(true)
  if (state.place.tab === 'test') state.place.changeTab('setup')
}

function Drawing({ flow, state, presence, tests, actions, steady }: EditorWorkProps & { steady: boolean }) {
  const { document } = useEditorScope()
  const untested = useUntested(tests)
  const { select, open } = state.place
  return (
    <div className="size-full" data-steady={steady ? '' : undefined}>
      <EditCanvas
        selection={state.place.selection}
        onSelection={select}
        onOpen={open}
        colleagues={presence.colleagues}
        onPointer={presence.pointer}
        untested={untested}
        onUndo={actions.undo}
        onRedo={actions.redo}
        label={`${flow.name}, draft${document.steps.length === 0 ? ', empty' : ''}`}
      />
    </div>
  )
}

/** Steps that call something and were not tried since they changed, as far as is known. */
function useUntested(tests: Tests): ReadonlySet<string> {
  const { document } = useEditorScope()
  return useMemo(() => {
    if (tests.results === undefined) return new Set()
    const last = new Map(tests.results.map((test) => [test.stepId, test]))
    const isUntested = (step: Step) => {
      const test = last.get(step.id)
      return step.kind === 'action' && (test === undefined || !isAsTested(step, test))
    }
    return new Set(document.steps.flatMap((step) => (isUntested(step) ? [step.id] : [])))
  }, [tests.results, document])
}

/** What a publish is warned of: steps that were not tried as they are now, or did not work then. */
function useUnproven(tests: Tests): readonly Unproven[] {
  const { document } = useEditorScope()
  const untested = useUntested(tests)
  return useMemo(() => {
    const failed = new Set(tests.results?.filter((test) => !test.ok).map(({ stepId }) => stepId))
    return document.steps
      .filter(({ id, kind }) => untested.has(id) || (kind === 'action' && failed.has(id)))
      .map(({ id, name }) => ({ id, name, failed: !untested.has(id) }))
  }, [tests.results, untested, document])
}

function Looking({ flow, session, state, tests }: EditorWorkProps) {
  const { host } = useEditorScope()
  const unproven = useUnproven(tests)
  const [staying, setStaying] = useState<readonly string[]>([])
  const [real, setReal] = useState<readonly string[]>([])
  const live = flow.live === null ? null : { id: flow.live.versionId, number: flow.live.number, live: true }
  const { looking, shown, hide, testStep } = state
  const test = useCallback(
    (stepId: string) => {
      hide()
      testStep(stepId)
    },
    [hide, testStep],
  )
  const version =
    looking === null
      ? live
      : { id: looking.versionId, number: looking.number, live: looking.versionId === flow.live?.versionId }
  return (
    <>
      <LookBack
        key={`${looking?.versionId} ${looking?.how} ${shown}`}
        flowId={flow.id}
        version={shown === 'live' ? null : version}
        first={looking?.how === 'open' ? 'version' : 'changes'}
        staying={staying}
        {...(looking === null ? {} : { onBack: () => state.look(null) })}
      >
        {shown === 'live' ? <BecomesReal count={real.length} /> : null}
      </LookBack>
      {shown === 'publish' ? (
        <PublishPanel
          flow={flow}
          session={session}
          unproven={unproven}
          onTest={test}
          onStaying={setStaying}
          onClose={hide}
        />
      ) : null}
      {shown === 'live' ? (
        <GoLivePanel flow={flow} session={session} onConnect={host.connect} onBecomesReal={setReal} onClose={hide} />
      ) : null}
    </>
  )
}

function BecomesReal({ count }: { count: number }): ReactNode {
  if (count === 0) return null
  return (
    <span className="rounded-2 bg-surface px-3 py-1.5 shadow-2">
      {count === 1 ? '1 step changes' : `${count} steps change`} something outside
    </span>
  )
}

function Refused({ state: { refused, say } }: { state: EditorView }) {
  if (refused === null) return null
  return (
    <p
      role="alert"
      className="absolute bottom-3 left-1/2 z-20 flex max-w-[80%] -translate-x-1/2 items-center gap-2.5 rounded-3 border border-line-2 bg-surface px-4 py-2.5 shadow-3"
    >
      <StateGlyph state="attention" size={16} className="flex-none" />
      <span>{refused.message}</span>
      <button type="button" className="font-medium text-signal hover:underline" onClick={() => say(null)}>
        All right
      </button>
    </p>
  )
}
