'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { listed } from '../shared/words.ts'

/** Names what will stop before it does. */
export function RevokeDialog({ connection, onClose }: { connection: ConnectionSummary; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const revoke = useMutation(
    trpc.connections.revoke.mutationOptions({
      onSuccess: ({ atVendor }) => {
        onClose()
        toast(`${connection.name} is revoked`, { detail: atVendor })
        void client.invalidateQueries(trpc.connections.pathFilter())
      },
    }),
  )
  const flows = [...new Set(connection.usedBy.map((use) => use.flowName))]
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`Revoke ${connection.name}?`}
      description={
        connection.method === 'sign_in'
          ? `The sign-in is ended at ${connection.connectorTitle} too, where it lets us, and its tokens are deleted here.`
          : `Its key is deleted here and cannot be brought back. At ${connection.connectorTitle} it stays valid until you end it there.`
      }
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" loading={revoke.isPending} onClick={() => revoke.mutate({ id: connection.id })}>
            Revoke {connection.name}
          </Button>
        </>
      }
    >
      {flows.length === 0 ? (
        <p>No flow uses it, so nothing stops.</p>
      ) : (
        <>
          <p>
            <b>{listed(flows)}</b> {flows.length === 1 ? 'stops' : 'stop'} at:
          </p>
          <ul className="mt-1 list-disc pl-5">
            {connection.usedBy.map((use) => (
              <li key={`${use.flowId} ${use.stepId}`}>
                {use.flowName} › {use.stepName}
              </li>
            ))}
          </ul>
        </>
      )}
      <InlineTrouble error={revoke.error} className="mt-2" />
    </Dialog>
  )
}
