'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { CodeView } from '@patchbay/ui/code-view'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { type Scope, scopes } from './scopes.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const ends = [
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days (suggested)' },
  { value: '365', label: 'in a year' },
  { value: 'never', label: 'never' },
] as const
type End = (typeof ends)[number]['value']

/** Chooses what a key may do, then shows it this once. */
export function NewApiKey({ onClose }: { onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({ onSuccess: () => void client.invalidateQueries(trpc.apiKeys.pathFilter()) }),
  )
  const key = create.data?.key
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={key === undefined ? 'New API key' : 'Copy the key now'}
      description={
        key === undefined
          ? 'It acts in this workspace, as far as you let it.'
          : 'It is shown this once and stored nowhere.'
      }
      actions={
        key === undefined ? (
          <>
            <Button variant="quiet" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" type="submit" form="new-api-key" loading={create.isPending}>
              Make the key
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        )
      }
    >
      {key === undefined ? (
        <KeyForm onSubmit={(wish) => create.mutate(wish)} trouble={<InlineTrouble error={create.error} />} />
      ) : (
        <CodeView label="API key" code={key} copy wrap />
      )}
    </Dialog>
  )
}

type Wish = { name: string; scopes: Scope[]; expiresAt: Date | null }

function KeyForm({ onSubmit, trouble }: { onSubmit: (wish: Wish) => void; trouble: ReactNode }) {
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Scope[]>(['flows:read', 'runs:read'])
  const [end, setEnd] = useState<End>('90')
  const [tried, setTried] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() === '' || chosen.length === 0) return
    const expiresAt = end === 'never' ? null : new Date(Date.now() + Number(end) * DAY_MS)
    onSubmit({ name: name.trim(), scopes: chosen, expiresAt })
  }
  return (
    <Form id="new-api-key" onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field label="Name" required error={tried && name.trim() === '' ? 'Say what the key is for.' : undefined}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={80}
            placeholder="Warehouse script"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="m-0 border-0 p-0">
        <legend className="mb-1.5 font-medium text-ui">It may</legend>
        <div className="grid gap-1.5 sm:grid-cols-2">
          {scopes.map(({ scope, word }) => (
            <Checkbox
              key={scope}
              checked={chosen.includes(scope)}
              onCheckedChange={(on) =>
                setChosen((now) => (on === true ? [...now, scope] : now.filter((each) => each !== scope)))
              }
            >
              {word}
            </Checkbox>
          ))}
        </div>
        {tried && chosen.length === 0 ? <InlineTrouble error="Choose at least one." className="mt-1.5" /> : null}
      </fieldset>
      <Field
        label="It ends"
        help={end === 'never' ? 'Nobody is reminded to change a key that never ends.' : undefined}
        className="max-w-72"
      >
        {(control) => <Select<End> {...control} value={end} onValueChange={setEnd} options={ends} />}
      </Field>
      {trouble}
    </Form>
  )
}
