'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Input } from '@patchbay/ui/input'
import { toast } from '@patchbay/ui/toast'
import { useState } from 'react'

type KeepDialogProps = {
  proposed: string
  onClose: () => void
  /** The reason it was not kept, in words; null when it was. */
  onKeep: (name: string) => Promise<string | null>
}

/** Asks what a kept sample is called. */
export function KeepDialog({ proposed, onClose, onKeep }: KeepDialogProps) {
  const [name, setName] = useState(proposed)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const keep = async () => {
    if (busy || name.trim() === '') return
    setBusy(true)
    const reason = await onKeep(name.trim())
    setBusy(false)
    setError(reason)
    if (reason !== null) return
    toast(`Kept as “${name.trim()}”`)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Keep as a sample"
      description="The event and what the steps gave are kept for trying this flow, also when the run is gone."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" loading={busy} disabled={name.trim() === ''} onClick={() => void keep()}>
            Keep it
          </Button>
        </>
      }
    >
      <Field label="Name" error={error ?? undefined}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') void keep()
            }}
          />
        )}
      </Field>
    </Dialog>
  )
}
