'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { useMutation } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { ImportForm } from './import-form.tsx'
import { readFlowFile } from './read-flow-file.ts'

/** A flow from a file: which file, then what it is called here, which accounts it uses, and what is not here. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTrpc()
  const plan = useMutation(trpc.flows.importPlan.mutationOptions())
  const [unread, setUnread] = useState<string | null>(null)
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    const read = await readFlowFile(file)
    setUnread(read.ok ? null : read.message)
    if (read.ok) plan.mutate({ file: read.json })
  }
  if (plan.data !== undefined)
    return <ImportForm plan={plan.data} file={plan.variables?.file} onBack={() => plan.reset()} onClose={onClose} />
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Import a flow"
      description="From a file that a Patchbay made. It becomes a draft: nothing runs until you publish it and switch it on."
      actions={
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <div className="flex flex-col gap-3 text-ui">
        <FileDrop onFile={(file) => void take(file)} loading={plan.isPending} />
        <InlineTrouble error={unread ?? plan.error} />
      </div>
    </Dialog>
  )
}

function FileDrop({ onFile, loading }: { onFile: (file: File | undefined) => void; loading: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onFile(event.dataTransfer.files[0])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`flex flex-col items-center gap-3 rounded-3 border border-line-ui border-dashed px-4 py-9 ${over ? 'bg-surface-3' : 'bg-surface-2'}`}
    >
      <p className="text-ink-2">Drop the file here, or</p>
      <Button
        icon={<Upload size={15} strokeWidth={1.75} aria-hidden="true" />}
        loading={loading}
        onClick={() => input.current?.click()}
      >
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="File of a flow"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          onFile(event.target.files?.[0])
          // The same file again is another try.
          event.target.value = ''
        }}
      />
    </div>
  )
}
