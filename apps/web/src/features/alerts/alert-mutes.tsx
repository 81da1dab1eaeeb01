'use client'

import { Button } from '@patchbay/ui/button'
import { Card, CardHead } from '@patchbay/ui/card'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { AlertSettings } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'

/** Nothing where nothing is muted. */
export function AlertMutes({ mutes }: { mutes: AlertSettings['mutes'] }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const unmute = useMutation(
    trpc.alerts.unmute.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.alerts.settings.pathFilter()),
    }),
  )
  if (mutes.length === 0) return null
  return (
    <Card className="overflow-hidden">
      <CardHead title="Muted" note="Nobody is told about these, or you are not." />
      <ul className="border-line border-t">
        {mutes.map((mute) => (
          <li
            key={mute.id}
            className="flex flex-wrap items-center gap-3 border-line border-b px-4 py-2 last:border-b-0"
          >
            <span className="min-w-0 flex-1 truncate">
              <span className="font-medium">{mute.name}</span>{' '}
              <span className="text-ink-2">
                {mute.forEverybody ? `for everybody, by ${mute.mutedBy}` : 'for you'}
                {mute.until === null
                  ? ''
                  : ` until ${mute.until.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`}
              </span>
            </span>
            <Button size="sm" loading={unmute.isPending} onClick={() => unmute.mutate({ muteId: mute.id })}>
              Tell again
            </Button>
          </li>
        ))}
      </ul>
      <InlineTrouble error={unmute.error} className="px-4 pb-2" />
    </Card>
  )
}
