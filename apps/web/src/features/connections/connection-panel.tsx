'use client'

import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Menu } from '@patchbay/ui/menu'
import { SayBox } from '@patchbay/ui/say-box'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, PlugZap, X } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'
import { AccessDialog } from './access-dialog.tsx'
import { ConnectionFacts } from './connection-facts.tsx'
import { ConnectionStateBox } from './connection-state-box.tsx'
import { ConnectionUses } from './connection-uses.tsx'
import { Kind } from './connections-table.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { ReplaceKey } from './replace-key.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { SignInAgain } from './sign-in-again.tsx'

/** What broke and the fix in place, what it did lately, what uses it. */
export function ConnectionPanel({ connection, onClose }: { connection: ConnectionSummary; onClose: () => void }) {
  const [change, setChange] = useState<Change | null>(null)
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
            {connection.hint === null ? methodWord[connection.method] : `ends in …${connection.hint}`}
          </p>
        </div>
        <MoreMenu connection={connection} onChoose={setChange} />
        <IconButton label="Close" icon={<X size={16} strokeWidth={1.75} />} onClick={onClose} className="-mt-1 -mr-2" />
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 pb-5">
        <ConnectionStateBox connection={connection} />
        {connection.mayUse ? null : (
          <SayBox state="skipped" title="Not for you to use">
            It may be used by chosen people only. Ask an owner or admin to add you.
          </SayBox>
        )}
        {connection.unused ? (
          <SayBox state="queued" title="Not used for 90 days">
            If nobody needs it any more, revoke it: a credential that is gone cannot be stolen.
          </SayBox>
        ) : null}
        <ConnectionFacts connection={connection} />
        <ConnectionUses connection={connection} />
        {change === 'credential' ? <ChangeCredential connection={connection} onDone={() => setChange(null)} /> : null}
      </div>
      <Foot connection={connection} onRevoke={() => setChange('revoke')} />
      {change === 'rename' ? <RenameDialog connection={connection} onClose={() => setChange(null)} /> : null}
      {change === 'access' ? <AccessDialog connection={connection} onClose={() => setChange(null)} /> : null}
      {change === 'revoke' ? <RevokeDialog connection={connection} onClose={() => setChange(null)} /> : null}
    </aside>
  )
}

const methodWord = { key: 'by key', sign_in: 'signed in' } as const

type Change = 'rename' | 'access' | 'credential' | 'revoke'

function MoreMenu({ connection, onChoose }: { connection: ConnectionSummary; onChoose: (change: Change) => void }) {
  const me = useMe()
  const mends = me.can['connection.replace_secret'] && connection.environment === 'live'
  const items = [
    me.can['connection.rename'] ? { label: 'Rename…', onSelect: () => onChoose('rename') } : null,
    me.can['connection.set_access'] ? { label: 'Who may use it…', onSelect: () => onChoose('access') } : null,
    mends
      ? {
          label: connection.method === 'sign_in' ? 'Sign in again…' : 'Replace the key…',
          onSelect: () => onChoose('credential'),
        }
      : null,
  ].filter((item) => item !== null)
  if (items.length === 0) return null
  return (
    <Menu
      align="end"
      trigger={<IconButton label="More" icon={<Ellipsis size={16} strokeWidth={1.75} />} className="-mt-1" />}
      items={items}
    />
  )
}

/** By the way it came, and by the other one where the vendor has two. */
function ChangeCredential({ connection, onDone }: { connection: ConnectionSummary; onDone: () => void }) {
  const trpc = useTrpc()
  const me = useMe()
  const manifests = useQuery(trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  const manifest = manifests.data?.find((each) => each.id === connection.connector)
  const signsIn = manifest?.auth.oauth !== undefined && me.can['connection.sign_in']
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-h3">{connection.method === 'sign_in' ? 'Sign in again' : 'Replace the key'}</h3>
      {connection.method === 'sign_in' ? null : <ReplaceKey connection={connection} onDone={onDone} />}
      {signsIn ? <SignInAgain connection={connection} onDone={onDone} /> : null}
    </section>
  )
}

function Foot({ connection, onRevoke }: { connection: ConnectionSummary; onRevoke: () => void }) {
  const trpc = useTrpc()
  const me = useMe()
  const client = useQueryClient()
  const test = useMutation(
    trpc.connections.test.mutationOptions({
      onSettled: () => void client.invalidateQueries(trpc.connections.pathFilter()),
    }),
  )
  return (
    <div className="flex flex-col gap-2 border-line border-t px-5 py-3">
      {test.data === undefined || test.isPending ? null : test.data.ok && test.data.untried ? (
        <p role="status" className="text-ink-3 text-small">
          Nobody can try it ahead of time. Its first call shows whether it works.
        </p>
      ) : test.data.ok ? (
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
          <Button variant="danger-quiet" onClick={onRevoke}>
            Revoke…
          </Button>
        ) : null}
      </div>
    </div>
  )
}
