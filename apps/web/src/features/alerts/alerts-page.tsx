'use client'

import { Card, CardHead } from '@patchbay/ui/card'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { AlertChannels } from './alert-channels.tsx'
import { AlertMutes } from './alert-mutes.tsx'
import { MailForm } from './mail-form.tsx'
import { RecentAlerts } from './recent-alerts.tsx'

/** What people hear of without looking: by mail for oneself, by channels for everybody, and what is kept quiet. */
export function AlertsPage() {
  const trpc = useTrpc()
  const query = useQuery(trpc.alerts.settings.queryOptions())
  return (
    <div className="flex max-w-220 flex-col gap-4 px-4 py-5 lg:px-7">
      <QueryView query={query} what="The alert settings" skeleton={<SkeletonRows rows={4} rowHeight={72} />}>
        {(settings) => (
          <>
            <Card className="pb-4">
              <CardHead title="Mail to you" note="Yours alone: colleagues choose for themselves." />
              <MailForm settings={settings} />
            </Card>
            <AlertChannels channels={settings.channels} />
            <AlertMutes mutes={settings.mutes} />
          </>
        )}
      </QueryView>
      <RecentAlerts />
    </div>
  )
}
