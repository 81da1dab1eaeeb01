'use client'

import type { Colleague } from '@patchbay/editor/contract'
import type { DraftView } from '@patchbay/editor/session-types'
import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { IconButton } from '@patchbay/ui/icon-button'
import { Kbd } from '@patchbay/ui/kbd'
import { TopBar } from '@patchbay/ui/page-header'
import { Tooltip } from '@patchbay/ui/tooltip'
import { ChevronLeft, History, Play, Redo2, TriangleAlert, Undo2 } from 'lucide-react'
import Link from 'next/link'
import type { FlowDetail } from '../../trpc/types.ts'
import { FlowSwitch } from '../flows/flow-switch.tsx'
import { counted } from '../shared/words.ts'
import { FlowMenu } from './flow-menu.tsx'
import { NameIt } from './name-it.tsx'
import { PresenceAvatars } from './presence-avatars.tsx'
import { SaveWords } from './save-words.tsx'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

export type EditorTopBarProps = {
  flow: FlowDetail
  view: DraftView
  environment: 'live' | 'sandbox' | 'mixed' | null
  me: string
  colleagues: readonly Colleague[]
  mayEdit: boolean
  mayPublish: boolean
  /** What a publishing would take over. */
  changes: number
  blocking: number
  /** A dialog that publishes is open already. */
  publishing: boolean
  do: {
    undo: () => void
    redo: () => void
    retrySave: () => void
    versions: () => void
    testRun: () => void
    publish: () => void
    problems: () => void
    goLive: () => void
    start: () => void
  }
}

export function EditorTopBar(props: EditorTopBarProps) {
  const { flow, view, environment, me, colleagues, mayEdit } = props
  return (
    <TopBar
      back={
        <Link href="/flows" aria-label="All flows" className={buttonClass({ variant: 'quiet', square: true })}>
          <ChevronLeft {...icon} />
        </Link>
      }
      title={<FlowMenu flow={flow} onGoLive={props.do.goLive} onStart={props.do.start} />}
      actions={<Actions {...props} />}
    >
      <NameIt flow={flow} />
      {environment === null ? null : <EnvironmentBadge environment={environment} />}
      <span className="min-w-0 pl-1 max-lg:hidden">
        {mayEdit ? <SaveWords save={view.save} onRetry={props.do.retrySave} /> : <Badge>Only to look at</Badge>}
      </span>
      <span className="flex-1 max-lg:grow-9" />
      <PresenceAvatars me={me} colleagues={colleagues} />
    </TopBar>
  )
}

function EnvironmentBadge({ environment }: { environment: 'live' | 'sandbox' | 'mixed' }) {
  if (environment === 'mixed') return <Badge kind="attn">Live and sandbox</Badge>
  return <Badge kind={environment}>{environment === 'live' ? 'Live' : 'Sandbox'}</Badge>
}

function Actions(props: EditorTopBarProps) {
  const { flow, view, mayEdit } = props
  return (
    <>
      {mayEdit ? (
        <>
          <Line />
          <span className="flex items-center gap-0.5">
            <IconButton
              label="Undo"
              keys="⌘Z"
              icon={<Undo2 {...icon} />}
              disabled={!view.canUndo}
              onClick={props.do.undo}
            />
            <IconButton
              label="Redo"
              keys="⇧⌘Z"
              icon={<Redo2 {...icon} />}
              disabled={!view.canRedo}
              onClick={props.do.redo}
            />
            <IconButton label="Versions" icon={<History {...icon} />} onClick={props.do.versions} />
          </span>
        </>
      ) : null}
      <Line />
      <span className="flex items-center gap-2 px-1">
        <FlowSwitch flow={flow} />
        <span className="min-w-5.5 font-medium max-lg:sr-only">{flow.enabled ? 'On' : 'Off'}</span>
        {flow.version === null ? null : <span className="text-ink-3">v{flow.version}</span>}
        {flow.held === 0 ? null : <Badge kind="attn">{flow.held.toLocaleString('en-GB')} held</Badge>}
      </span>
      {mayEdit ? (
        <Tooltip label="Test run" keys="T">
          <Button icon={<Play size={15} strokeWidth={1.75} aria-hidden="true" />} onClick={props.do.testRun}>
            <span className="max-xl:sr-only">Test run</span>
            <Kbd className="max-xl:hidden">T</Kbd>
          </Button>
        </Tooltip>
      ) : null}
      {props.mayPublish ? (
        // Its words change while one works: what stands beside it must not move under the mouse.
        <span className="grid min-w-42">
          <PublishButton {...props} />
        </span>
      ) : null}
    </>
  )
}

function PublishButton({
  changes,
  blocking,
  publishing,
  flow,
  environment,
  do: { publish, problems, goLive },
}: EditorTopBarProps) {
  if (blocking > 0) {
    return (
      <Button
        className="border-attn-line text-attn"
        icon={<TriangleAlert size={15} strokeWidth={1.75} aria-hidden="true" />}
        onClick={problems}
      >
        {counted(blocking, 'problem')} to fix
      </Button>
    )
  }
  if (changes === 0 && flow.version !== null) {
    // All is published: what is left to do with a sandbox flow is to make it real.
    if (environment === 'sandbox' && !publishing) {
      return (
        // Switched off, the switch beside it is what one needs first.
        <Button variant={flow.enabled ? 'primary' : 'secondary'} onClick={goLive}>
          Go live
        </Button>
      )
    }
    return <Button disabled>{environment === 'sandbox' ? 'Go live' : 'Published'}</Button>
  }
  return (
    <Button variant={publishing ? 'secondary' : 'primary'} disabled={publishing} onClick={publish}>
      {flow.version === null ? 'Publish' : `Publish ${counted(changes, 'change')}`}
    </Button>
  )
}

function Line() {
  return <span aria-hidden="true" className="mx-1 h-6 w-px flex-none bg-line max-lg:hidden" />
}
