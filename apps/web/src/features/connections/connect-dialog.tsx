'use client'

import { Dialog } from '@patchbay/ui/dialog'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { ConnectForm } from './connect-form.tsx'

export type ConnectDialogProps = {
  connector: string
  /** Left out, the person chooses where this Patchbay has a sandbox. */
  environment?: 'live' | 'sandbox'
  /** The new connection's id; null when the person gave up. */
  onDone: (connectionId: string | null) => void
}

/** Connects an account without leaving the page: by signing in, by a key, or to the sandbox. */
export function ConnectDialog({ connector, environment, onDone }: ConnectDialogProps) {
  const trpc = useTrpc()
  const query = useQuery(trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  const manifest = query.data?.find((each) => each.id === connector)
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onDone(null))}
      title={`Connect ${manifest?.title ?? 'an account'}`}
      description={manifest?.description}
    >
      <QueryView query={query} what="The systems">
        {() =>
          manifest === undefined ? (
            <p>There is no system “{connector}” on this Patchbay.</p>
          ) : (
            <ConnectForm
              manifest={manifest}
              {...(environment === undefined ? {} : { environment })}
              onAdded={(id) => onDone(id)}
            />
          )
        }
      </QueryView>
    </Dialog>
  )
}
