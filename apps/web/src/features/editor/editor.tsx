'use client'

import { type EditorScope, EditorScopeProvider } from '@patchbay/editor/editor-scope'
import type { DraftView } from '@patchbay/editor/session-types'
import { useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { useFollowLive } from '../shell/follow-live.ts'
import { useMe } from '../shell/use-me.ts'
import { draftEnvironment } from './draft-environment.ts'
import { DraftNotices } from './draft-notices.tsx'
import { EditorTopBar } from './editor-top-bar.tsx'
import { EditorWork } from './editor-work.tsx'
import { useAround } from './use-around.ts'
import { useCheckedDraft } from './use-checked-draft.ts'
import { useDraft } from './use-draft.ts'
import { useEditorCommands } from './use-editor-commands.tsx'
import { useEditorHost } from './use-editor-host.ts'
import { useEditorKeys } from './use-editor-keys.ts'
import { useEditorView } from './use-editor-view.ts'
import { usePresence } from './use-presence.ts'
import { useSamples } from './use-samples.ts'
import { useSavedStart } from './use-saved-start.ts'
import { useTests } from './use-tests.ts'

const KeyList = dynamic(() => import('./key-list.tsx').then((module) => module.KeyList), { ssr: false })
const StartDialog = dynamic(() => import('../flows/start-dialog.tsx').then((module) => module.StartDialog), {
  ssr: false,
})
const TestRunDialog = dynamic(() => import('./test-run-dialog.tsx').then((module) => module.TestRunDialog), {
  ssr: false,
})
const ConnectDialog = dynamic(
  () => import('../connections/connect-dialog.tsx').then((module) => module.ConnectDialog),
  {
    ssr: false,
  },
)

/** One flow's draft on a desk: everything about it that is known, and what its parts may do with it. */
export function Editor({ flow }: { flow: FlowDetail }) {
  const me = useMe()
  const mayEdit = me.can['flow.edit']
  const draft = useDraft(flow, me.user.id)
  const { session, view } = draft
  const around = useAround()
  const connections = around.connections ?? noConnections
  const { flows, people } = around
  const checked = useCheckedDraft({
    flowId: flow.id,
    document: view.document,
    live: flow.live?.document ?? null,
    variables: me.workspace.variables,
    ...around,
  })
  const { samples, ...sampled } = useSamples(flow.id, me.can['sample.read'], view)
  const { host, connecting, finish } = useEditorHost(sampled.choose)
  const tests = useTests(flow.id, session, me.can['run.read'])
  const state = useEditorView(view.document)
  const presence = usePresence(flow.id, me.user.id, state.place.stepId)
  useFlowRefresh(flow.id, view)
  const scope = useMemo(
    (): EditorScope => ({
      flowId: flow.id,
      document: view.document,
      apply: session.apply,
      beginEdit: session.begin,
      mayEdit,
      manifests: around.manifests,
      connections,
      ...(flows === undefined ? {} : { flows }),
      ...(people === undefined ? {} : { people }),
      problems: checked.problems,
      showsMissing: state.showsMissing,
      samples,
      workspace: me.workspace,
      host,
    }),
    [
      flow.id,
      view.document,
      session,
      mayEdit,
      around.manifests,
      connections,
      flows,
      people,
      checked.problems,
      state.showsMissing,
      samples,
      me.workspace,
      host,
    ],
  )
  const blocking = checked.problems.filter(({ severity }) => severity === 'error').length
  const can = { edit: mayEdit, publish: me.can['flow.publish'] }
  const actions = {
    undo: () => state.say(session.undo()),
    redo: () => state.say(session.redo()),
    retrySave: () => session.retry(),
    versions: () => state.toggleDrawer('versions'),
    problems: () => state.openDrawer('problems'),
    testRun: () => state.show('test'),
    testStep: () => (state.place.stepId === null ? undefined : state.testStep(state.place.stepId)),
    publish: () => (can.publish ? (blocking > 0 ? state.openDrawer('problems') : state.show('publish')) : undefined),
    goLive: () => state.show('live'),
    start: () => state.show('start'),
    keyList: () => state.show('keys'),
    // What hides the draft goes first, then the drawer.
    escape: () => (state.looking === null ? state.openDrawer(null) : state.look(null)),
  }
  useEditorKeys(actions, state.shown !== null)
  useEditorCommands({ flow, document: view.document, can, actions, onFind: (stepId) => state.place.open({ stepId }) })
  const changes = useChangeCount(flow, checked)
  return (
    <EditorScopeProvider scope={scope}>
      <div className="flex min-h-0 flex-1 flex-col">
        <EditorTopBar
          flow={flow}
          view={view}
          environment={draftEnvironment(view.document, connections)}
          me={me.user.name}
          colleagues={presence.colleagues}
          mayEdit={can.edit}
          mayPublish={can.publish}
          changes={changes}
          blocking={blocking}
          publishing={state.shown === 'publish' || state.shown === 'live'}
          do={actions}
        />
        <DraftNotices draft={draft} />
        <EditorWork
          flow={flow}
          session={session}
          state={state}
          presence={presence}
          tests={tests}
          sampled={sampled}
          checked={checked.document !== null}
          actions={actions}
        />
      </div>
      {state.shown === 'keys' ? <KeyList onClose={state.hide} /> : null}
      {state.shown === 'start' ? <StartDialog flow={flow} onClose={state.hide} /> : null}
      {state.shown === 'test' ? (
        <TestRunDialog tests={tests} sampled={sampled} onOpen={state.place.open} onClose={state.hide} />
      ) : null}
      {connecting === null ? null : <ConnectDialog connector={connecting} onDone={finish} />}
    </EditorScopeProvider>
  )
}

const noConnections: EditorScope['connections'] = []

/** Counted here as soon as the draft has been checked; before that, as the server did. */
function useChangeCount(flow: FlowDetail, checked: { document: unknown; changes: readonly unknown[] }): number {
  return checked.document === null ? flow.draftChanges : checked.changes.length
}

const REFRESH_MS = 3000

/** What is known of the flow besides its draft (name, switch, version) is asked for again, seldom, when it changes. */
function useFlowRefresh(id: string, view: DraftView): void {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [due, setDue] = useState(false)
  // The address of another start is wanted at once: a person looks at it.
  useSavedStart(view, () => client.invalidateQueries(trpc.flows.get.queryFilter({ id })))
  useFollowLive(
    useCallback(
      (change) => {
        if ((change.kind === 'flow' && change.id === id) || change.kind === 'all') setDue(true)
      },
      [id],
    ),
  )
  useEffect(() => {
    if (!due) return
    const timer = setTimeout(() => {
      setDue(false)
      void client.invalidateQueries(trpc.flows.get.queryFilter({ id }))
    }, REFRESH_MS)
    return () => clearTimeout(timer)
  }, [due, client, trpc, id])
}
