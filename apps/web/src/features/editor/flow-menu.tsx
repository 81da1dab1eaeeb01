'use client'

import { Menu, type MenuItem } from '@patchbay/ui/menu'
import { useMutation } from '@tanstack/react-query'
import { Archive, ChevronDown, Copy, Download, FileText, Pencil, Play, Radio } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTrpc, useTrpcClient } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { saveFlowFile } from '../flows/save-flow-file.ts'
import { isStartable } from '../flows/start-form-values.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'

const OrganiseDialog = dynamic(() => import('../flows/organise-dialog.tsx').then((module) => module.OrganiseDialog), {
  ssr: false,
})
const ArchiveDialog = dynamic(() => import('../flows/archive-dialog.tsx').then((module) => module.ArchiveDialog), {
  ssr: false,
})

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

export type FlowMenuProps = { flow: FlowDetail; onGoLive: () => void; onStart: () => void }

/** The flow's name, and what can be done with the flow as a whole. */
export function FlowMenu({ flow, onGoLive, onStart }: FlowMenuProps) {
  const [asking, setAsking] = useState<'name' | 'archive' | null>(null)
  const [trouble, setTrouble] = useState<unknown>(null)
  const items = useItems(flow, { onAsk: setAsking, onTrouble: setTrouble, onGoLive, onStart })
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            className="flex h-8 w-full max-w-72 items-center gap-1 rounded-2 px-1.5 text-h3 hover:bg-surface-2"
          >
            <span className="truncate">{flow.name}</span>
            <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" className="flex-none text-ink-3" />
          </button>
        }
        items={items}
      />
      <InlineTrouble error={trouble} />
      {asking === 'name' ? (
        <OrganiseDialog what="name" flow={flow} folders={[]} onClose={() => setAsking(null)} />
      ) : null}
      {asking === 'archive' ? <ArchiveDialog flow={flow} onClose={() => setAsking(null)} /> : null}
    </>
  )
}

type Ask = {
  onAsk: (what: 'name' | 'archive') => void
  onTrouble: (error: unknown) => void
  onGoLive: () => void
  onStart: () => void
}

function useItems(flow: FlowDetail, { onAsk, onTrouble, onGoLive, onStart }: Ask): MenuItem[] {
  const { can } = useMe()
  const router = useRouter()
  const trpc = useTrpc()
  const saveFile = useSaveFile(flow, onTrouble)
  const duplicate = useMutation(
    trpc.flows.duplicate.mutationOptions({
      onSuccess: ({ id }) => router.push(`/flows/${id}`),
      onError: onTrouble,
    }),
  )
  const startable = can['flow.start'] && isStartable(flow)
  const items: (MenuItem | null)[] = [
    can['flow.rename'] ? { label: 'Rename', icon: <Pencil {...icon} />, onSelect: () => onAsk('name') } : null,
    can['flow.duplicate']
      ? { label: 'Duplicate', icon: <Copy {...icon} />, onSelect: () => duplicate.mutate({ id: flow.id }) }
      : null,
    { label: 'Save as a file', icon: <Download {...icon} />, onSelect: saveFile },
    {
      label: 'Documentation',
      icon: <FileText {...icon} />,
      onSelect: () => router.push(`/flows/${flow.id}/documentation`),
    },
    { kind: 'line' },
    startable ? { label: 'Start a run…', icon: <Play {...icon} />, onSelect: onStart } : null,
    can['flow.go_live'] ? { label: 'Go live…', icon: <Radio {...icon} />, onSelect: onGoLive } : null,
    { label: 'Its runs', icon: <Play {...icon} />, onSelect: () => router.push(`/runs?flow=${flow.id}`) },
    can['flow.archive']
      ? {
          label: 'Archive…',
          icon: <Archive {...icon} />,
          danger: true,
          disabled: flow.enabled,
          ...(flow.enabled ? { help: 'Switch it off first.' } : {}),
          onSelect: () => onAsk('archive'),
        }
      : null,
  ]
  return items.flatMap((item) => (item === null ? [] : [item]))
}

/** The draft as a file that any Patchbay can bring in. It holds no secrets. */
function useSaveFile(flow: FlowDetail, onTrouble: (error: unknown) => void): () => void {
  const client = useTrpcClient()
  return () => {
    client.flows.export.query({ id: flow.id, what: 'draft' }).then(saveFlowFile, onTrouble)
  }
}
