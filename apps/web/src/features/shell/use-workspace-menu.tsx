'use client'

import type { MenuItem } from '@patchbay/ui/menu'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus, Users } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { troubleOf, troubleWords } from '../shared/trouble.ts'
import { useMe } from './use-me.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const
const CHANNEL = 'patchbay-workspace'

/** The person's workspaces, and a new one. */
export function useWorkspaceMenu(onNew: () => void): MenuItem[] {
  const trpc = useTrpc()
  const router = useRouter()
  const me = useMe()
  // The one that is open stands there at once: a list that comes later must not push the items below from under a click.
  const workspaces = useQuery(trpc.workspaces.list.queryOptions(undefined, { staleTime: 60_000 })).data ?? [
    { id: me.workspace.id, name: me.workspace.name },
  ]
  const open = useMutation(
    trpc.workspaces.open.mutationOptions({
      onSuccess: () => goInto('/'),
      onError: (error) => toast(troubleWords(error)),
    }),
  )
  useOtherTabs()
  useMovedOn(me.workspace.id)
  return [
    { kind: 'title', label: 'Your workspaces' },
    ...workspaces.map(({ id, name }) => ({
      label: name,
      checked: id === me.workspace.id,
      onSelect: () => (id === me.workspace.id ? undefined : open.mutate({ id })),
    })),
    { kind: 'line' },
    { label: 'Members', icon: <Users {...icon} />, onSelect: () => router.push('/members') },
    ...(me.can['workspace.create'] ? [{ label: 'New workspace…', icon: <Plus {...icon} />, onSelect: onNew }] : []),
  ]
}

/** A whole load: nothing of the workspace before stays in memory. Other tabs hear that their session has moved on. */
export function goInto(path: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('moved')
  channel.close()
  window.location.assign(path)
}

/** The workspace is the session's, so it is the same in every tab: one that shows another must not write into this. */
function useOtherTabs(): void {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    channel.addEventListener('message', () => window.location.reload())
    return () => channel.close()
  }, [])
}

/** Removed from this workspace by somebody, or signed out elsewhere: what is on the page is not theirs any more. */
function useMovedOn(shownId: string): void {
  const trpc = useTrpc()
  const { data, error } = useQuery(trpc.people.me.queryOptions(undefined, { staleTime: 60_000 }))
  const [first] = useState(shownId)
  const gone = error !== null && troubleOf(error).kind === 'signed_out'
  useEffect(() => {
    if (gone || (data !== undefined && data.workspace.id !== first)) window.location.assign('/')
  }, [gone, data, first])
}
