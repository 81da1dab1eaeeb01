'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'

export function RenameDialog({ connection, onClose }: { connection: ConnectionSummary; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const form = useId()
  const [name, setName] = useState(connection.name)
  const rename = useMutation(
    trpc.connections.rename.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.connections.pathFilter())
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate({ id: connection.id, name })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`Rename ${connection.name}`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" loading={rename.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <Form id={form} onSubmit={submit} noValidate className="flex flex-col gap-2">
        <Field label="Name" required help="As your team calls the account. Flows that use it go on.">
          {(control) => (
            <Input {...control} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <InlineTrouble error={rename.error} />
      </Form>
    </Dialog>
  )
}
