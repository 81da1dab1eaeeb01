'use client'

import { Card, CardHead } from '@patchbay/ui/card'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useMe } from '../shell/use-me.ts'
import { ErasePerson } from './erase-person.tsx'
import { KeepForm } from './keep-form.tsx'
import { KeptSamples } from './kept-samples.tsx'

/** How long what comes by is remembered, how much of it there is, and how a person is taken out of it. */
export function PrivacyPage() {
  const me = useMe()
  const trpc = useTrpc()
  const query = useQuery(trpc.workspace.get.queryOptions())
  const stored = useQuery(trpc.privacy.stored.queryOptions(undefined, { staleTime: 60_000, retry: false }))
  return (
    <div className="flex max-w-220 flex-col gap-4 px-4 py-5 lg:px-7">
      <QueryView query={query} what="The settings" skeleton={<SkeletonRows rows={5} rowHeight={72} />}>
        {(settings) => (
          <Card className="pb-4">
            <CardHead title="How long data is kept" />
            <KeepForm settings={settings} stored={stored.data ?? null} />
          </Card>
        )}
      </QueryView>
      <KeptSamples />
      {me.can['erasure.request'] ? (
        <Card className="pb-4">
          <CardHead title="Erase a person" />
          <ErasePerson />
        </Card>
      ) : null}
    </div>
  )
}
