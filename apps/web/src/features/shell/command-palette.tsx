'use client'

import { type CommandGroup, CommandMenu } from '@patchbay/ui/command-menu'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Moon, Plug, Plus, ShoppingBag, Sun, UserPlus, Workflow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { useNewFlow } from '../flows/use-new-flow.ts'
import { stateOf } from '../shared/states.ts'
import { places } from './navigation.tsx'
import { useCommandsOfPage } from './page-commands.ts'
import { useMe } from './use-me.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
const FOUND = 6

/** ⌘K: what one can do, where one can go, and what can be found: runs by order number, flows by name. */
export function CommandPalette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter()
  const me = useMe()
  const { resolvedTheme, setTheme } = useTheme()
  const [text, setText] = useState('')
  const found = useFound(open, text)
  const ofPage = useCommandsOfPage()
  const newFlow = useNewFlow()
  const go = (href: string) => () => router.push(href)
  const dark = resolvedTheme === 'dark'
  const here: CommandGroup = {
    title: 'Do',
    items: [
      ...(me.can['flow.create']
        ? [
            {
              id: 'new-flow',
              label: 'New flow',
              words: ['create', 'make', 'draw', 'add'],
              icon: <Plus {...icon} />,
              onSelect: () => newFlow.mutate(),
            },
          ]
        : []),
      ...(me.sandbox
        ? [
            {
              id: 'order',
              label: 'Place an order in the sandbox shop',
              icon: <ShoppingBag {...icon} />,
              onSelect: go('/sandbox'),
            },
          ]
        : []),
      { id: 'connect', label: 'Add a connection', icon: <Plug {...icon} />, onSelect: go('/connections?add=1') },
      ...(me.can['invite.create']
        ? [{ id: 'invite', label: 'Invite people', icon: <UserPlus {...icon} />, onSelect: go('/members?invite=1') }]
        : []),
      {
        id: 'theme',
        label: dark ? 'Light colours' : 'Dark colours',
        icon: dark ? <Sun {...icon} /> : <Moon {...icon} />,
        onSelect: () => setTheme(dark ? 'light' : 'dark'),
      },
    ],
  }
  const goTo: CommandGroup = {
    title: 'Go to',
    items: places
      .filter((place) => me.sandbox || place.group !== 'sandbox')
      .map((place) => {
        const Icon = place.icon
        return { id: place.href, label: place.label, icon: <Icon {...icon} />, onSelect: go(place.href) }
      }),
  }
  const flows: CommandGroup = {
    title: 'Flows',
    items: found.flows.map((flow) => ({
      id: flow.id,
      label: flow.name,
      icon: <Workflow {...icon} />,
      detail: flow.enabled ? 'on' : 'off',
      onSelect: go(`/flows/${flow.id}`),
    })),
  }
  const runs: CommandGroup = {
    title: 'Runs',
    items: found.runs.map((run) => ({
      id: run.id,
      label: run.subject ?? run.flow.name,
      icon: <StateGlyph state={stateOf(run.state)} />,
      detail: run.flow.name,
      words: [text],
      onSelect: go(`/runs/${run.id}`),
    })),
  }
  return (
    <CommandMenu
      open={open}
      onOpenChange={onOpenChange}
      onSearch={setText}
      searching={found.searching}
      groups={[...ofPage, here, goTo, flows, runs].filter((group) => group.items.length > 0)}
    />
  )
}

function useFound(open: boolean, text: string) {
  const trpc = useTrpc()
  const flows = useQuery(trpc.flows.list.queryOptions(undefined, { enabled: open })).data ?? []
  const searching = open && text.trim().length > 1
  const runs = useQuery(
    trpc.runs.list.queryOptions(
      { text: text.trim(), limit: FOUND },
      { enabled: searching, placeholderData: keepPreviousData },
    ),
  )
  return { flows, runs: searching ? (runs.data?.items ?? []) : [], searching: runs.isFetching }
}
