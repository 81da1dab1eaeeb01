'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { Member } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'

export function HandOverDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const me = useMe()
  const handOver = useMutation(
    trpc.members.handOver.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries(trpc.members.pathFilter())
        void client.invalidateQueries(trpc.people.pathFilter())
        onClose()
        toast(`${member.name} owns ${me.workspace.name} now`)
      },
    }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`Hand ${me.workspace.name} over to ${member.name}?`}
      description="They become an owner and you an admin. You cannot take that back yourself: an owner has to."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Keep it
          </Button>
          <Button
            variant="danger"
            loading={handOver.isPending}
            onClick={() => handOver.mutate({ userId: member.userId })}
          >
            Hand it over
          </Button>
        </>
      }
    >
      <InlineTrouble error={handOver.error} />
    </Dialog>
  )
}
