'use client'

import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'

export function NameForm() {
  const trpc = useTrpc()
  const client = useQueryClient()
  const me = useMe()
  const [name, setName] = useState(me.user.name)
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          client.invalidateQueries(trpc.people.pathFilter()),
          client.invalidateQueries(trpc.members.pathFilter()),
        ])
        toast('Saved')
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') rename.mutate({ name })
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <Field
        label="Your name"
        help="As colleagues see it."
        error={name.trim() === '' ? 'Type your name, as colleagues know it.' : undefined}
        className="max-w-100"
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <InlineTrouble error={rename.error} />
      {name.trim() === me.user.name ? null : (
        <div>
          <Button type="submit" loading={rename.isPending}>
            Save the name
          </Button>
        </div>
      )}
    </Form>
  )
}
