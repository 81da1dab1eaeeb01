'use client'

import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { Card, CardHead } from '@patchbay/ui/card'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Laptop, Smartphone } from 'lucide-react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { counted } from '../shared/words.ts'

const HANDHELD = /iPhone|iPad|Android/

/** Where the person is signed in, and the way to end it there. */
export function SessionsPage() {
  const trpc = useTrpc()
  const client = useQueryClient()
  const query = useQuery(trpc.sessions.list.queryOptions())
  const refresh = () => client.invalidateQueries(trpc.sessions.pathFilter())
  const endOthers = useMutation(
    trpc.sessions.endOthers.mutationOptions({
      onSuccess: async ({ ended }) => {
        await refresh()
        toast(`${counted(ended, 'device was', 'devices were')} signed out`)
      },
    }),
  )
  const end = useMutation(trpc.sessions.end.mutationOptions({ onSettled: refresh }))
  const others = query.data?.filter(({ current }) => !current).length ?? 0
  return (
    <Card className="mx-4 my-5 max-w-180 overflow-hidden lg:mx-7">
      <CardHead
        title="Where you are signed in"
        aside={
          others === 0 ? undefined : (
            <Button size="sm" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
              Sign out everywhere else
            </Button>
          )
        }
      />
      <InlineTrouble error={endOthers.error ?? end.error} className="px-4 pb-2" />
      <QueryView query={query} what="Your devices" skeleton={<SkeletonRows rows={2} rowHeight={53} />}>
        {(sessions) => (
          <ul className="border-line border-t">
            {sessions.map((session) => {
              const Device = HANDHELD.test(session.device) ? Smartphone : Laptop
              return (
                <li
                  key={session.id}
                  className="flex items-center gap-3 border-line border-b px-4 py-2.5 last:border-b-0"
                >
                  <Device size={16} strokeWidth={1.75} className="flex-none text-ink-3" aria-hidden="true" />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">
                      {session.device} {session.current ? <Badge>This one</Badge> : null}
                    </span>
                    <span className="block text-ink-3 text-small">
                      Signed in <RelativeTime at={session.createdAt} />, last here{' '}
                      <RelativeTime at={session.lastSeenAt} />
                    </span>
                  </span>
                  {session.current ? null : (
                    <Button
                      size="sm"
                      variant="danger-quiet"
                      loading={end.isPending && end.variables?.id === session.id}
                      aria-label={`Sign out ${session.device}`}
                      onClick={() => end.mutate({ id: session.id })}
                    >
                      Sign out
                    </Button>
                  )}
                </li>
              )
            })}
          </ul>
        )}
      </QueryView>
    </Card>
  )
}
