'use client'

import { Button } from '@patchbay/ui/button'
import { Card, CardHead } from '@patchbay/ui/card'
import { Dialog } from '@patchbay/ui/dialog'
import { EmptyState } from '@patchbay/ui/empty-state'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useNow } from '@patchbay/ui/use-now'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ApiKey } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { listed } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { NewApiKey } from './new-api-key.tsx'
import { scopeWord } from './scopes.ts'

export function ApiKeys() {
  const me = useMe()
  const [making, setMaking] = useState(false)
  if (!me.can['api_key.read']) {
    return (
      <EmptyState title="Your role does not let you see API keys">
        Owners and admins make API keys. Ask one of them.
      </EmptyState>
    )
  }
  return (
    <Card className="mx-4 my-5 max-w-220 overflow-hidden lg:mx-7">
      <CardHead
        title="API keys"
        note={
          <a href="/api/v1/openapi.json" className="text-signal hover:underline">
            What they can call
          </a>
        }
        aside={
          <Button size="sm" icon={<Plus size={14} strokeWidth={1.75} />} onClick={() => setMaking(true)}>
            New API key
          </Button>
        }
      />
      <Keys />
      {making ? <NewApiKey onClose={() => setMaking(false)} /> : null}
    </Card>
  )
}

function Keys() {
  const trpc = useTrpc()
  const query = useQuery(trpc.apiKeys.list.queryOptions())
  return (
    <QueryView query={query} what="The API keys" skeleton={<SkeletonRows rows={2} rowHeight={53} />}>
      {(keys) =>
        keys.length === 0 ? (
          <EmptyState title="No API keys yet">
            With a key your own code and the command line start flows and read runs.
          </EmptyState>
        ) : (
          <ul className="border-line border-t">
            {keys.map((key) => (
              <KeyLine key={key.id} apiKey={key} />
            ))}
          </ul>
        )
      }
    </QueryView>
  )
}

function KeyLine({ apiKey }: { apiKey: ApiKey }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => {
        setAsking(false)
        void client.invalidateQueries(trpc.apiKeys.pathFilter())
      },
    }),
  )
  return (
    <li className="flex items-center gap-3 border-line border-b px-4 py-2.5 last:border-b-0 max-md:flex-wrap">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {apiKey.name} <code className="pl-1 font-mono font-normal text-ink-3 text-small">{apiKey.prefix}…</code>
        </p>
        <p className="truncate text-ink-2 text-small" title={apiKey.scopes.join(', ')}>
          {listed(apiKey.scopes.map(scopeWord), 4)}
        </p>
      </div>
      <span className="text-ink-3 text-small md:text-right">
        <span className="block">
          {apiKey.createdBy === null ? 'Made' : `Made by ${apiKey.createdBy},`} <RelativeTime at={apiKey.createdAt} />
        </span>
        {apiKey.lastUsedAt === null ? (
          'never used'
        ) : (
          <>
            used <RelativeTime at={apiKey.lastUsedAt} />
          </>
        )}
        <Ending at={apiKey.expiresAt} />
      </span>
      <Button variant="danger-quiet" size="sm" onClick={() => setAsking(true)}>
        Revoke…
      </Button>
      {asking ? (
        <Dialog
          open
          onOpenChange={setAsking}
          size="sm"
          title={`Revoke “${apiKey.name}”?`}
          description="What uses it is refused from the next call on. Runs it has started go on."
          actions={
            <>
              <Button variant="quiet" onClick={() => setAsking(false)}>
                Keep it
              </Button>
              <Button variant="danger" loading={revoke.isPending} onClick={() => revoke.mutate({ id: apiKey.id })}>
                Revoke the key
              </Button>
            </>
          }
        >
          <InlineTrouble error={revoke.error} />
        </Dialog>
      ) : null}
    </li>
  )
}

function Ending({ at }: { at: Date | null }) {
  const now = useNow(60_000)
  if (at === null) return <>, never ends</>
  if (now !== null && at <= now) {
    return (
      <span className="text-attn">
        , ended <RelativeTime at={at} />
      </span>
    )
  }
  return (
    <>
      , ends <RelativeTime at={at} />
    </>
  )
}
