'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'
import { CalledBy } from './called-by.tsx'
import { useFlowsAgain } from './use-flows-again.ts'

export type ArchiveDialogProps = { flow: { id: string; name: string; held: number }; onClose: () => void }

export function ArchiveDialog({ flow, onClose }: ArchiveDialogProps) {
  const trpc = useTrpc()
  const again = useFlowsAgain()
  const archive = useMutation(
    trpc.flows.archive.mutationOptions({
      onSuccess: async () => {
        await again()
        onClose()
        toast(`${flow.name} is archived`)
      },
    }),
  )
  const held = flow.held === 0 ? '' : ` ${counted(flow.held, 'event')} that it holds will be refused.`
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`Archive ${flow.name}?`}
      description={`It leaves the list, and its address answers no more.${held} Its runs stay, with all they did.`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" loading={archive.isPending} onClick={() => archive.mutate({ id: flow.id })}>
            Archive
          </Button>
        </>
      }
    >
      <CalledBy flowId={flow.id} className="mb-3" />
      <InlineTrouble error={archive.error} />
    </Dialog>
  )
}
