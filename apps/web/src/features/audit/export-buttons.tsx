'use client'

import { Button } from '@patchbay/ui/button'
import { Menu } from '@patchbay/ui/menu'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useTrpc } from '../../trpc/client.ts'
import type { AuditInput } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'

/** What is shown, as one file. */
export function ExportButtons({ question }: { question: AuditInput }) {
  const trpc = useTrpc()
  const exported = useMutation(
    trpc.audit.export.mutationOptions({
      onSuccess: ({ fileName, contentType, body, rows, cut }) => {
        save(new Blob([body], { type: contentType }), fileName)
        toast(
          `${counted(rows, 'change')} exported`,
          cut ? { detail: 'There are more: narrow the time for the rest.' } : {},
        )
      },
    }),
  )
  const ask = (format: 'csv' | 'json') => exported.mutate({ ...question, format })
  return (
    <>
      <InlineTrouble error={exported.error} />
      <Menu
        align="end"
        items={[
          { label: 'For a spreadsheet (CSV)', onSelect: () => ask('csv') },
          { label: 'For a program (JSON)', onSelect: () => ask('json') },
        ]}
        trigger={
          <Button size="sm" icon={<Download size={14} strokeWidth={1.75} />} loading={exported.isPending}>
            Export
          </Button>
        }
      />
    </>
  )
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
