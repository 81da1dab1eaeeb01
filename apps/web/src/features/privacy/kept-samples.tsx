'use client'

import { Card, CardHead, linkClass } from '@patchbay/ui/card'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { Switch } from '@patchbay/ui/switch'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { KeptSample } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'

/** Copies of events that people keep for trying flows. Nothing where there are none. */
export function KeptSamples() {
  const trpc = useTrpc()
  const query = useQuery(trpc.privacy.samples.queryOptions())
  if (query.data === undefined || query.data.length === 0) return null
  return (
    <Card>
      <CardHead title="Samples that people keep" note="Copies of events. They go with what was said, unless pinned." />
      <ul>
        {query.data.map((sample) => (
          <SampleLine key={sample.id} sample={sample} />
        ))}
      </ul>
    </Card>
  )
}

function SampleLine({ sample }: { sample: KeptSample }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const pin = useMutation(
    trpc.privacy.pinSample.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.privacy.samples.pathFilter()),
    }),
  )
  return (
    <li className="flex items-center gap-3 border-line border-t px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{sample.name}</p>
        <p className="text-ink-2 text-small">
          of{' '}
          <Link className={linkClass} href={`/flows/${sample.flow.id}`}>
            {sample.flow.name}
          </Link>
          , kept by {sample.keptBy} <RelativeTime at={sample.keptAt} />
          {sample.goesAt === null ? (
            ', stays'
          ) : (
            <>
              , goes <RelativeTime at={sample.goesAt} />
            </>
          )}
        </p>
        <InlineTrouble error={pin.error} />
      </div>
      <Switch
        label={`Pin ${sample.name}`}
        checked={sample.pinned}
        disabled={!sample.mayPin || pin.isPending}
        onCheckedChange={(pinned) => pin.mutate({ id: sample.id, pinned })}
      />
    </li>
  )
}
