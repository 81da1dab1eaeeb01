'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { Card, CardHead } from '@patchbay/ui/card'
import { EmptyState } from '@patchbay/ui/empty-state'
import { IconButton } from '@patchbay/ui/icon-button'
import { Menu } from '@patchbay/ui/menu'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BellOff } from 'lucide-react'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { AlertView } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { useMe } from '../shell/use-me.ts'

const WEEK_MS = 7 * 24 * 3_600_000

export function RecentAlerts() {
  const trpc = useTrpc()
  const query = useQuery(trpc.alerts.list.queryOptions())
  return (
    <Card className="overflow-hidden">
      <CardHead title="Recent alerts" />
      <QueryView query={query} what="The alerts" skeleton={<SkeletonRows rows={3} rowHeight={53} />}>
        {(alerts) =>
          alerts.length === 0 ? (
            <EmptyState title="No alerts yet">
              Here is what people were told of, what is over, and a way to mute it.
            </EmptyState>
          ) : (
            <ul className="border-line border-t">
              {alerts.map((alert) => (
                <AlertLine key={alert.id} alert={alert} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  )
}

function AlertLine({ alert }: { alert: AlertView }) {
  const me = useMe()
  const trpc = useTrpc()
  const client = useQueryClient()
  const mute = useMutation(
    trpc.alerts.mute.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.alerts.settings.pathFilter()),
    }),
  )
  const muteFor = (forEverybody: boolean, until: Date | null) =>
    mute.mutate({ subjectId: alert.subjectId, forEverybody, until })
  return (
    <li className="flex items-start gap-3 border-line border-b px-4 py-2.5 last:border-b-0 max-md:flex-wrap">
      <StateGlyph
        state={alert.resolvedAt === null ? 'attention' : 'succeeded'}
        label={alert.resolvedAt === null ? 'Goes on' : 'Over'}
        className="mt-0.5"
      />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{alert.title}</p>
        <p className="text-ink-2 text-small">{alert.lines[0]}</p>
        <InlineTrouble error={mute.error} />
      </div>
      <span className="text-ink-3 text-small">
        <RelativeTime at={alert.lastAt} />
        {alert.resolvedAt === null ? '' : ', over'}
      </span>
      {alert.action === null ? null : (
        <Link href={alert.action.path} className={buttonClass({ size: 'sm' })}>
          {alert.action.label}
        </Link>
      )}
      <Menu
        trigger={
          <IconButton
            size="sm"
            label={`Mute alerts like “${alert.title}”`}
            icon={<BellOff size={15} strokeWidth={1.75} />}
          />
        }
        items={[
          { label: 'Mute for me', onSelect: () => muteFor(false, null) },
          { label: 'Mute for me for a week', onSelect: () => muteFor(false, new Date(Date.now() + WEEK_MS)) },
          {
            label: 'Mute for everybody for a week',
            disabled: !me.can['alert.mute'],
            onSelect: () => muteFor(true, new Date(Date.now() + WEEK_MS)),
          },
          { label: 'Mute for everybody', disabled: !me.can['alert.mute'], onSelect: () => muteFor(true, null) },
        ]}
      />
    </li>
  )
}
