'use client'

import { StepIcon } from '@patchbay/editor/step-icon'
import type { FlowDocument } from '@patchbay/flow/document'
import type { CommandGroup, CommandItem } from '@patchbay/ui/command-menu'
import { FlaskConical, History, Keyboard, ListChecks, Play, Radio, Redo2, Send, Undo2 } from 'lucide-react'
import type { FlowDetail } from '../../trpc/types.ts'
import { connectorOf } from '../run/connector-of.ts'
import { usePageCommands } from '../shell/page-commands.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

export type EditorCommands = {
  flow: FlowDetail
  document: FlowDocument
  can: { edit: boolean; publish: boolean }
  actions: Record<
    'undo' | 'redo' | 'versions' | 'problems' | 'testRun' | 'testStep' | 'publish' | 'goLive' | 'keyList',
    () => void
  >
  onFind: (stepId: string) => void
}

/** The command menu's first lines while a flow is open: what can be done here, then its steps. */
export function useEditorCommands({ flow, document, can, actions, onFind }: EditorCommands): void {
  const item = (id: keyof EditorCommands['actions'], label: string, rest: Partial<CommandItem>): CommandItem => ({
    id: `editor ${id}`,
    label,
    onSelect: actions[id],
    ...rest,
  })
  const edits: CommandItem[] = can.edit
    ? [
        item('testRun', 'Test run', { icon: <Play {...icon} />, keys: 'T' }),
        item('testStep', 'Test the open step', { icon: <FlaskConical {...icon} />, keys: '⌘ Enter' }),
        item('undo', 'Undo', { icon: <Undo2 {...icon} />, keys: '⌘ Z' }),
        item('redo', 'Redo', { icon: <Redo2 {...icon} />, keys: '⇧ ⌘ Z' }),
      ]
    : []
  const publishes: CommandItem[] = can.publish
    ? [
        item('publish', 'Publish', { icon: <Send {...icon} />, keys: 'P' }),
        item('goLive', 'Go live', { icon: <Radio {...icon} /> }),
      ]
    : []
  const groups: CommandGroup[] = [
    {
      title: flow.name,
      items: [
        ...edits,
        ...publishes,
        item('problems', 'Show problems', { icon: <ListChecks {...icon} /> }),
        item('versions', 'Show versions', { icon: <History {...icon} /> }),
        item('keyList', 'Show all keys', { icon: <Keyboard {...icon} />, keys: '?' }),
      ],
    },
    {
      title: 'Steps',
      items: document.steps.map((step) => ({
        id: `step ${step.id}`,
        label: step.name,
        icon: <StepIcon step={step} connector={connectorOf(step)} size={18} />,
        onSelect: () => onFind(step.id),
      })),
    },
  ]
  usePageCommands(groups.filter(({ items }) => items.length > 0))
}
