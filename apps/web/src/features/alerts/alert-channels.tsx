'use client'

import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { Card, CardHead } from '@patchbay/ui/card'
import { EmptyState } from '@patchbay/ui/empty-state'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { AlertSettings } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { listed } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { alertKinds } from './alert-kinds.ts'
import { NewAlertChannel } from './new-alert-channel.tsx'

type Channel = AlertSettings['channels'][number]

export function AlertChannels({ channels }: { channels: Channel[] }) {
  const me = useMe()
  const [adding, setAdding] = useState(false)
  const mayChange = me.can['alert.channels']
  return (
    <Card className="overflow-hidden">
      <CardHead
        title="Slack and webhooks"
        note="For the whole workspace."
        aside={
          mayChange ? (
            <Button size="sm" icon={<Plus size={14} strokeWidth={1.75} />} onClick={() => setAdding(true)}>
              Add a channel
            </Button>
          ) : null
        }
      />
      {channels.length === 0 ? (
        <EmptyState title="Alerts go nowhere but to mail">
          {mayChange
            ? 'Add a Slack channel, or a web address of yours that takes signed messages.'
            : 'Owners and admins add Slack channels and web addresses.'}
        </EmptyState>
      ) : (
        <ul className="border-line border-t">
          {channels.map((channel) => (
            <ChannelLine key={channel.id} channel={channel} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {adding ? <NewAlertChannel onClose={() => setAdding(false)} /> : null}
    </Card>
  )
}

function ChannelLine({ channel, mayChange }: { channel: Channel; mayChange: boolean }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const again = () => client.invalidateQueries(trpc.alerts.settings.pathFilter())
  const attempt = useMutation(
    trpc.alerts.tryChannel.mutationOptions({
      onSuccess: () => {
        toast('A message is on its way', { detail: `To ${channel.name}. If it does not come, look here again.` })
        void again()
      },
    }),
  )
  const remove = useMutation(trpc.alerts.removeChannel.mutationOptions({ onSuccess: again }))
  const words = channel.alerts.map((kind) => alertKinds.find((each) => each.kind === kind)?.word.toLowerCase() ?? kind)
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-b px-4 py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {channel.name} <Badge>{channel.kind === 'slack' ? 'Slack' : 'Webhook'}</Badge>
        </p>
        <p className="truncate text-ink-2 text-small">
          {channel.host}: {listed(words, 4)}
        </p>
        {channel.lastError === null ? null : (
          <p className="text-attn text-small">The last message did not arrive. {channel.lastError}</p>
        )}
        <InlineTrouble error={attempt.error ?? remove.error} />
      </div>
      <span className="text-ink-3 text-small">
        {channel.lastSentAt === null ? (
          'nothing sent yet'
        ) : (
          <>
            sent <RelativeTime at={channel.lastSentAt} />
          </>
        )}
      </span>
      {mayChange ? (
        <>
          <Button size="sm" loading={attempt.isPending} onClick={() => attempt.mutate({ channelId: channel.id })}>
            Try it
          </Button>
          <Button
            size="sm"
            variant="danger-quiet"
            loading={remove.isPending}
            onClick={() => remove.mutate({ channelId: channel.id })}
          >
            Remove
          </Button>
        </>
      ) : null}
    </li>
  )
}
