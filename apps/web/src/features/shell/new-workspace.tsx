'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { currencyChoices, zoneChoices } from '../settings/choices.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { goInto } from './other-tabs.ts'
import { useMe } from './use-me.ts'

/** A workspace of its own: nothing of the others is seen in it. */
export function NewWorkspace({ onClose }: { onClose: () => void }) {
  const trpc = useTrpc()
  const me = useMe()
  const [name, setName] = useState('')
  const [timeZone, setTimeZone] = useState(me.workspace.timeZone)
  const [currency, setCurrency] = useState(me.workspace.currency)
  const [tried, setTried] = useState(false)
  const zones = useMemo(() => zoneChoices(me.workspace.timeZone), [me.workspace.timeZone])
  const currencies = useMemo(() => currencyChoices(me.workspace.currency), [me.workspace.currency])
  const create = useMutation(trpc.workspaces.create.mutationOptions({ onSuccess: () => goInto('/') }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() !== '') create.mutate({ name, timeZone, currency })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="New workspace"
      description={`With its own flows, connections and members${me.sandbox ? ', and its own pretend shop' : ''}. You become its owner.`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form="new-workspace" loading={create.isPending || create.isSuccess}>
            Create the workspace
          </Button>
        </>
      }
    >
      <Form id="new-workspace" onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Name" required error={tried && name.trim() === '' ? 'Give it a name.' : undefined}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={120}
              autoComplete="organization"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Time zone">
            {(control) => <Select {...control} value={timeZone} onValueChange={setTimeZone} options={zones} />}
          </Field>
          <Field label="Currency">
            {(control) => <Select {...control} value={currency} onValueChange={setCurrency} options={currencies} />}
          </Field>
        </div>
        <InlineTrouble error={create.error} />
      </Form>
    </Dialog>
  )
}
