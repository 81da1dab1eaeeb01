'use client'

import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { SidePanel } from '@patchbay/ui/dialog'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { OAuthApps } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { OAuthAppForm } from './oauth-app-form.tsx'
import { ScopeList } from './scope-list.tsx'

export type OAuthAppsPanelProps = {
  /** The system that is open; `1` for none. */
  opened: string
  onOpen: (connector: string) => void
  onClose: () => void
}

/** The apps that people of this workspace sign in through, one for each vendor. */
export function OAuthAppsPanel({ opened, onOpen, onClose }: OAuthAppsPanelProps) {
  const trpc = useTrpc()
  const query = useQuery(trpc.oauthApps.list.queryOptions())
  const chosen = query.data?.apps.find((each) => each.connector === opened)
  return (
    <SidePanel
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={chosen === undefined ? 'OAuth apps' : `OAuth app at ${chosen.connectorTitle}`}
      description="Your own app at a vendor, which people of this workspace sign in through."
    >
      <QueryView query={query} what="The OAuth apps">
        {(data) =>
          chosen === undefined ? (
            <Systems apps={data.apps} onOpen={onOpen} />
          ) : (
            <OneApp key={chosen.connector} system={chosen} data={data} onClose={() => onOpen('1')} />
          )
        }
      </QueryView>
    </SidePanel>
  )
}

function Systems({ apps, onOpen }: { apps: OAuthApps['apps']; onOpen: (connector: string) => void }) {
  return (
    <ul className="flex flex-col gap-2 text-ui">
      {apps.map((each) => (
        <li key={each.connector}>
          <button
            type="button"
            onClick={() => onOpen(each.connector)}
            className="flex w-full items-center gap-3 rounded-3 border border-line px-3 py-2.5 text-left hover:bg-surface-2"
          >
            <VendorTile connector={each.connector} />
            <span className="min-w-0 flex-1">
              <b className="block font-medium">{each.connectorTitle}</b>
              <span className="block truncate text-ink-3 text-small">
                {each.app === null ? 'No app yet' : `${counted(each.connections, 'connection')} signed in`}
              </span>
            </span>
            {each.app === null ? null : <Badge>Set up</Badge>}
          </button>
        </li>
      ))}
    </ul>
  )
}

type OneAppProps = { system: OAuthApps['apps'][number]; data: OAuthApps; onClose: () => void }

function OneApp({ system, data, onClose }: OneAppProps) {
  const me = useMe()
  if (!me.can['oauth_app.set']) {
    return (
      <p className="text-ui">
        {system.app === null
          ? 'It is not set up yet. Ask an owner or admin of this workspace.'
          : `Set up by ${system.app.changedBy}.`}
      </p>
    )
  }
  return (
    <div className="flex flex-col gap-5 text-ui">
      <OAuthAppForm system={system} redirectUri={data.redirectUri} isLoopback={data.isLoopback} onSaved={onClose} />
      <section className="flex flex-col gap-2 border-line border-t pt-4">
        <h3 className="text-h3">What the app must be allowed at {system.connectorTitle}</h3>
        <ScopeList scopes={system.scopes} />
        <p className="break-words font-mono text-ink-3 text-small">
          {system.scopes.map((scope) => scope.name).join(' ')}
        </p>
      </section>
      {system.app === null ? null : <RemoveApp system={system} app={system.app} onClose={onClose} />}
    </div>
  )
}

type RemoveAppProps = {
  system: OAuthApps['apps'][number]
  app: NonNullable<OAuthApps['apps'][number]['app']>
  onClose: () => void
}

function RemoveApp({ system, app, onClose }: RemoveAppProps) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = useMutation(
    trpc.oauthApps.remove.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.oauthApps.pathFilter())
        onClose()
      },
    }),
  )
  return (
    <section className="flex flex-col gap-2 border-line border-t pt-4">
      <p className="text-ink-3 text-small">
        Changed by {app.changedBy}, <RelativeTime at={app.changedAt} />.
      </p>
      {asking ? (
        <>
          <p>
            {system.connections === 0
              ? 'Nobody is signed in through it.'
              : `${counted(system.connections, 'connection')} cannot be renewed then, and ask for a new sign-in when their tokens end.`}
          </p>
          <div className="flex gap-2">
            <Button variant="danger" loading={remove.isPending} onClick={() => remove.mutate(system)}>
              Remove the app
            </Button>
            <Button variant="quiet" onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </div>
        </>
      ) : (
        <Button variant="danger-quiet" className="self-start" onClick={() => setAsking(true)}>
          Remove the app…
        </Button>
      )}
      <InlineTrouble error={remove.error} />
    </section>
  )
}
