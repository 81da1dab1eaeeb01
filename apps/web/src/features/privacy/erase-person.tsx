'use client'

import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { Segmented } from '@patchbay/ui/segmented'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { ErasureItem } from './erasure-item.tsx'

const POLL_MS = 2_000
const SLOW_POLL_MS = 15_000
const KINDS = [
  { value: 'email', label: 'E-mail address' },
  { value: 'id', label: 'Id' },
] as const

/** Looks for a person first; nothing changes before somebody has seen what was found. */
export function ErasePerson() {
  const trpc = useTrpc()
  const query = useQuery(
    trpc.privacy.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => {
        const states = state.data?.map((one) => one.state) ?? []
        if (states.some((one) => one === 'counting' || one === 'erasing')) return POLL_MS
        return states.includes('waiting') ? SLOW_POLL_MS : false
      },
    }),
  )
  return (
    <div className="flex flex-col gap-4 px-4">
      <p className="max-w-160 text-ink-2">
        Takes a customer out of everything that is stored here: events, what steps were given and gave, logs, samples,
        tests and mails. Values that name them become “[erased]”, the rest of a run stays. It cannot be taken back, and
        vendors keep their own copies.
      </p>
      <AskForm />
      <QueryView query={query} what="The requests" skeleton={<SkeletonRows rows={1} rowHeight={72} />}>
        {(erasures) =>
          erasures.length === 0 ? null : (
            <ul className="flex flex-col gap-2">
              {erasures.map((erasure) => (
                <ErasureItem key={erasure.id} erasure={erasure} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </div>
  )
}

function AskForm() {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [kind, setKind] = useState<'email' | 'id'>('email')
  const [value, setValue] = useState('')
  const request = useMutation(
    trpc.privacy.request.mutationOptions({
      onSuccess: (_, asked) => {
        // Unless the next one is being typed already.
        setValue((now) => (now === asked.value ? '' : now))
        return client.invalidateQueries(trpc.privacy.list.pathFilter())
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim() !== '') request.mutate({ kind, value })
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <Segmented label="Look by" value={kind} onValueChange={setKind} options={KINDS} className="self-start" />
      <div className="flex max-w-140 items-end gap-2 max-md:flex-col max-md:items-stretch">
        <Field
          label={kind === 'email' ? 'Their e-mail address' : 'The id that a vendor knows them under'}
          help={kind === 'email' ? undefined : 'For example 7342810 or gid://shopify/Customer/7342810.'}
          className="flex-1"
        >
          {(control) => (
            <Input
              {...control}
              type={kind === 'email' ? 'email' : 'text'}
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" loading={request.isPending} disabled={value.trim() === ''}>
          Look where they are
        </Button>
      </div>
      <InlineTrouble error={request.error} />
    </Form>
  )
}
