'use client'

import type { MenuItem } from '@patchbay/ui/menu'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus, Users } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { troubleOf, troubleWords } from '../shared/trouble.ts'
import { goInto } from './other-tabs.ts'
import { useMe } from './use-me.ts'

const icon = { size: 16, strokeWidth: 1.75, 'aria-hidden': true } as const

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
  useMovedOn(whose(me))
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

type Me = ReturnType<typeof useMe>
const whose = ({ user, workspace }: Pick<Me, 'user' | 'workspace'>): string => `${user.id} ${workspace.id}`

/** Removed from this workspace by somebody, or signed out or in elsewhere: what is on the page is not theirs any more. */
function useMovedOn(shown: string): void {
  const trpc = useTrpc()
  const { data, error } = useQuery(trpc.people.me.queryOptions(undefined, { staleTime: 60_000 }))
  const [first] = useState(shown)
  const gone = error !== null && troubleOf(error).kind === 'signed_out'
  useEffect(() => {
    if (gone || (data !== undefined && whose(data) !== first)) window.location.assign('/')
  }, [gone, data, first])
}
