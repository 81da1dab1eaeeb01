'use client'

import { IconButton } from '@patchbay/ui/icon-button'
import { Menu, type MenuItem } from '@patchbay/ui/menu'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { Archive, Copy, Download, Ellipsis, FileText, Folder, Pencil } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTrpc, useTrpcClient } from '../../trpc/client.ts'
import type { FlowSummary } from '../../trpc/types.ts'
import { troubleWords } from '../shared/trouble.ts'
import { useMe } from '../shell/use-me.ts'
import { ArchiveDialog } from './archive-dialog.tsx'
import { OrganiseDialog } from './organise-dialog.tsx'
import { saveFlowFile } from './save-flow-file.ts'
import { useFlowsAgain } from './use-flows-again.ts'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

export type FlowRowMenuProps = { flow: FlowSummary; folders: readonly string[] }
type Asking = 'name' | 'folder' | 'archive' | null

/** What can be done with a flow as a whole, from its row. */
export function FlowRowMenu({ flow, folders }: FlowRowMenuProps) {
  const [asking, setAsking] = useState<Asking>(null)
  const items = useItems(flow, setAsking)
  const close = () => setAsking(null)
  return (
    <>
      <Menu
        align="end"
        items={items}
        trigger={
          <IconButton label={`More about ${flow.name}`} icon={<Ellipsis size={16} strokeWidth={1.75} />} size="sm" />
        }
      />
      {asking === 'name' || asking === 'folder' ? (
        <OrganiseDialog what={asking} flow={flow} folders={folders} onClose={close} />
      ) : null}
      {asking === 'archive' ? <ArchiveDialog flow={flow} onClose={close} /> : null}
    </>
  )
}

function useItems(flow: FlowSummary, ask: (what: Asking) => void): MenuItem[] {
  const { can } = useMe()
  const router = useRouter()
  const trpc = useTrpc()
  const client = useTrpcClient()
  const again = useFlowsAgain()
  const duplicate = useMutation(
    trpc.flows.duplicate.mutationOptions({
      onSuccess: async () => {
        await again()
        toast(`${flow.name} is duplicated`, { detail: 'The copy is off, with an address of its own.' })
      },
      onError: (error) => toast(`${flow.name} was not duplicated`, { detail: troubleWords(error) }),
    }),
  )
  const save = () => {
    client.flows.export.query({ id: flow.id, what: 'draft' }).then(saveFlowFile, (error: unknown) => {
      toast('The file was not made', { detail: troubleWords(error) })
    })
  }
  const items: (MenuItem | null)[] = [
    can['flow.rename'] ? { label: 'Rename', icon: <Pencil {...icon} />, onSelect: () => ask('name') } : null,
    can['flow.rename'] ? { label: 'Folder…', icon: <Folder {...icon} />, onSelect: () => ask('folder') } : null,
    can['flow.duplicate']
      ? { label: 'Duplicate', icon: <Copy {...icon} />, onSelect: () => duplicate.mutate({ id: flow.id }) }
      : null,
    can['flow.export'] ? { label: 'Save as a file', icon: <Download {...icon} />, onSelect: save } : null,
    {
      label: 'Documentation',
      icon: <FileText {...icon} />,
      onSelect: () => router.push(`/flows/${flow.id}/documentation`),
    },
    can['flow.archive'] ? { kind: 'line' } : null,
    can['flow.archive']
      ? {
          label: 'Archive…',
          icon: <Archive {...icon} />,
          danger: true,
          disabled: flow.enabled,
          ...(flow.enabled ? { help: 'Switch it off first.' } : {}),
          onSelect: () => ask('archive'),
        }
      : null,
  ]
  return items.filter((item) => item !== null)
}
