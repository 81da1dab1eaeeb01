'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useFlowsAgain } from './use-flows-again.ts'

export type OrganiseDialogProps = {
  what: 'name' | 'folder'
  flow: { id: string; name: string; folder: string | null }
  /** Offered while a folder is typed. */
  folders: readonly string[]
  onClose: () => void
}

/** Another name, or another folder; an empty folder takes it out of its own. */
export function OrganiseDialog({ what, flow, folders, onClose }: OrganiseDialogProps) {
  const trpc = useTrpc()
  const again = useFlowsAgain()
  const list = useId()
  const [text, setText] = useState(what === 'name' ? flow.name : (flow.folder ?? ''))
  const onSuccess = async () => {
    await again()
    onClose()
  }
  const rename = useMutation(trpc.flows.rename.mutationOptions({ onSuccess }))
  const move = useMutation(trpc.flows.setFolder.mutationOptions({ onSuccess }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (what === 'name') rename.mutate({ id: flow.id, name: text })
    else move.mutate({ id: flow.id, folder: text.trim() === '' ? null : text })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={what === 'name' ? 'Rename the flow' : `Folder of ${flow.name}`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form="organise" loading={rename.isPending || move.isPending}>
            {what === 'name' ? 'Rename' : 'Put it there'}
          </Button>
        </>
      }
    >
      <Form id="organise" onSubmit={submit} noValidate className="flex flex-col gap-3 text-ui">
        <Field
          label={what === 'name' ? 'Name' : 'Folder'}
          help={what === 'name' ? undefined : 'A new name makes a new folder. Empty: no folder.'}
        >
          {(control) => (
            <Input
              {...control}
              autoFocus
              onFocus={(event) => event.currentTarget.select()}
              value={text}
              maxLength={what === 'name' ? 120 : 80}
              list={what === 'name' ? undefined : list}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        {what === 'name' ? null : (
          <datalist id={list}>
            {folders.map((folder) => (
              <option key={folder} value={folder} />
            ))}
          </datalist>
        )}
        <InlineTrouble error={rename.error ?? move.error} />
      </Form>
    </Dialog>
  )
}
