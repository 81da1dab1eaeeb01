'use client'

import { Button } from '@patchbay/ui/button'
import { Facts } from '@patchbay/ui/card'
import { durationWords } from '@patchbay/ui/duration-words'
import { IconButton } from '@patchbay/ui/icon-button'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SayBox } from '@patchbay/ui/say-box'
import { VendorMark, VendorTile } from '@patchbay/ui/vendor-tile'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { PlugZap, X } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted, percentWords } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { Kind } from './connections-table.tsx'
import { ReplaceKey } from './replace-key.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'

/** What broke and the fix in place, what it did lately, what uses it. */
export function ConnectionPanel({ connection, onClose }: { connection: ConnectionSummary; onClose: () => void }) {
  const me = useMe()
  return (
    <aside
      aria-label={connection.name}
      className="flex w-inspector flex-none flex-col border-line border-l bg-surface max-lg:fixed max-lg:inset-y-0 max-lg:right-0 max-lg:z-40 max-lg:shadow-3 max-md:w-full"
    >
      <div className="flex items-start gap-3 px-5 pt-5 pb-3">
        <VendorTile connector={connection.connector} size={38} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-h2">{connection.name}</h2>
          <p className="flex flex-wrap items-center gap-1.5 text-ink-3 text-small">
            {connection.connectorTitle} <Kind environment={connection.environment} />
            {connection.hint === null ? null : connection.hint}
          </p>
        </div>
        <IconButton label="Close" icon={<X size={16} strokeWidth={1.75} />} onClick={onClose} className="-mt-1 -mr-2" />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 pb-5">
        <StateBox connection={connection} />
        <FactsOf connection={connection} />
        <UsedBy connection={connection} />
        {me.can['connection.replace_secret'] && connection.state !== 'needs_attention' ? (
          <ReplaceFolded connection={connection} />
        ) : null}
      </div>
      <Foot connection={connection} />
    </aside>
  )
}

function StateBox({ connection }: { connection: ConnectionSummary }) {
  const me = useMe()
  if (connection.state === 'working') return null
  if (connection.state === 'untested') {
    return (
      <SayBox state="queued" title="Not tested yet">
        Test it, so that flows do not find out first.
      </SayBox>
    )
  }
  return (
    <SayBox
      state="attention"
      title="The key is no longer accepted"
      aside={
        <>
          since <RelativeTime at={connection.stateSince} />
        </>
      }
      safe={
        connection.held === 0
          ? 'No run is held for it now.'
          : `${counted(connection.held, 'run is', 'runs are')} held. They go on by themselves once a working key is here.`
      }
      actions={me.can['connection.replace_secret'] ? <ReplaceKey connection={connection} /> : undefined}
    >
      {connection.stateReason ?? `${connection.connectorTitle} refused it.`}
    </SayBox>
  )
}

function FactsOf({ connection }: { connection: ConnectionSummary }) {
  return (
    <Facts
      items={[
        {
          name: 'Answered',
          value:
            connection.availability === null
              ? 'not asked in 24 hours'
              : `${percentWords(connection.availability)}% of calls in 24 hours`,
        },
        {
          name: 'On average',
          value: connection.averageMs === null ? '–' : durationWords(connection.averageMs, { fine: true }),
        },
        { name: 'Account', value: connection.account ?? 'the vendor does not say' },
        {
          name: 'Last used',
          value: connection.lastUsedAt === null ? 'never' : <RelativeTime at={connection.lastUsedAt} />,
        },
        { name: 'Added', value: <RelativeTime at={connection.createdAt} /> },
      ]}
    />
  )
}

function UsedBy({ connection }: { connection: ConnectionSummary }) {
  const flows = new Set(connection.usedBy.map((use) => use.flowId)).size
  return (
    <section>
      <div className="flex items-baseline justify-between border-line border-b pb-1.5">
        <h3 className="text-h3">Used by</h3>
        <span className="text-ink-3 text-small">
          {counted(flows, 'flow')}, {counted(connection.usedBy.length, 'step')}
        </span>
      </div>
      {connection.usedBy.length === 0 ? (
        <p className="py-2 text-ink-3">No flow uses it.</p>
      ) : (
        <ul>
          {connection.usedBy.map((use) => (
            <li key={`${use.flowId} ${use.stepId}`} className="border-line border-b">
              <Link
                href={`/flows/${use.flowId}?step=${use.stepId}`}
                className="flex min-h-8.5 items-center gap-2 hover:underline"
              >
                <VendorMark connector={connection.connector} size={14} />
                <span className="truncate">
                  {use.flowName} › {use.stepName}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function ReplaceFolded({ connection }: { connection: ConnectionSummary }) {
  const [open, setOpen] = useState(false)
  if (!open) {
    return (
      <Button className="self-start" onClick={() => setOpen(true)}>
        Replace the key
      </Button>
    )
  }
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-h3">Replace the key</h3>
      <ReplaceKey connection={connection} onDone={() => setOpen(false)} />
    </section>
  )
}

function Foot({ connection }: { connection: ConnectionSummary }) {
  const trpc = useTrpc()
  const me = useMe()
  const client = useQueryClient()
  const [revoking, setRevoking] = useState(false)
  const test = useMutation(
    trpc.connections.test.mutationOptions({
      onSettled: () => void client.invalidateQueries(trpc.connections.pathFilter()),
    }),
  )
  return (
    <div className="flex flex-col gap-2 border-line border-t px-5 py-3">
      {test.data === undefined || test.isPending ? null : test.data.ok ? (
        <p role="status" className="text-ok text-small">
          It works{test.data.account === null ? '' : `, as ${test.data.account}`}.
        </p>
      ) : (
        <InlineTrouble error={test.data.message} />
      )}
      <InlineTrouble error={test.error} />
      <div className="flex items-center gap-2">
        {me.can['connection.test'] ? (
          <Button
            icon={<PlugZap size={15} strokeWidth={1.75} />}
            loading={test.isPending}
            onClick={() => test.mutate({ id: connection.id })}
          >
            Test now
          </Button>
        ) : null}
        <span className="flex-1" />
        {me.can['connection.revoke'] ? (
          <Button variant="danger-quiet" onClick={() => setRevoking(true)}>
            Revoke…
          </Button>
        ) : null}
      </div>
      {revoking ? <RevokeDialog connection={connection} onClose={() => setRevoking(false)} /> : null}
    </div>
  )
}
