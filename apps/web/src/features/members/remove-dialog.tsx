'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { Dialog } from '@patchbay/ui/dialog'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { Member } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'

/** Removes somebody, or oneself: what ends, what goes on, and what becomes of their API keys. */
export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const me = useMe()
  const keys = useQuery(trpc.members.keys.queryOptions({ userId: member.userId }, { enabled: me.can['api_key.read'] }))
  const [revokeKeys, setRevokeKeys] = useState(true)
  const made = keys.data ?? []
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: () => {
        // A whole load: nothing of this workspace stays in memory.
        if (member.you) window.location.assign('/')
        else {
          void client.invalidateQueries(trpc.members.pathFilter())
          void client.invalidateQueries(trpc.apiKeys.pathFilter())
          onClose()
          toast(`${member.name} was removed`)
        }
      },
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={member.you ? `Leave ${me.workspace.name}?` : `Remove ${member.name}?`}
      description={
        member.you
          ? 'You lose access at once. Flows you made go on running. Somebody here can invite you again.'
          : 'They lose access at once, wherever they are signed in. Flows they made go on running.'
      }
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {member.you ? 'Stay' : 'Keep them'}
          </Button>
          <Button
            variant="danger"
            loading={remove.isPending}
            onClick={() => remove.mutate({ userId: member.userId, revokeKeys: made.length > 0 && revokeKeys })}
          >
            {member.you ? 'Leave the workspace' : `Remove ${member.name}`}
          </Button>
        </>
      }
    >
      {made.length === 0 ? null : (
        <div className="flex flex-col gap-2">
          <p className="text-ui">
            {member.you ? 'You' : 'They'} made {counted(made.length, 'API key that works', 'API keys that work')}:
          </p>
          <ul className="max-h-40 overflow-y-auto rounded-2 border border-line">
            {made.map((key) => (
              <li key={key.id} className="flex gap-3 border-line border-b px-3 py-1.5 text-ui last:border-b-0">
                <span className="min-w-0 flex-1 truncate">{key.name}</span>
                <span className="text-ink-3 text-small">
                  {key.lastUsedAt === null ? 'never used' : <RelativeTime at={key.lastUsedAt} />}
                </span>
              </li>
            ))}
          </ul>
          <Checkbox checked={revokeKeys} onCheckedChange={(on) => setRevokeKeys(on === true)}>
            Revoke them too. What uses them is refused from then on.
          </Checkbox>
        </div>
      )}
      <InlineTrouble error={remove.error} className="mt-2" />
    </Dialog>
  )
}
