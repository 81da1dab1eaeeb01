'use client'

import { Button } from '@patchbay/ui/button'
import { Form } from '@patchbay/ui/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { listed } from '../shared/words.ts'
import { CredentialFields } from './credential-fields.tsx'
import { type CredentialValues, checkValues } from './credential-values.ts'

/** Takes the new key only when the vendor accepts it; until then the old one stays. Where nobody can ask, it is taken. */
export function ReplaceKey({ connection, onDone }: { connection: ConnectionSummary; onDone?: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const manifests = useQuery(trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  const manifest = manifests.data?.find((each) => each.id === connection.connector)
  const all = manifest?.auth.fields.filter((field) => field.type === 'secret') ?? []
  const needed = all.filter((field) => field.required)
  const [more, setMore] = useState(false)
  // What is not typed in stays as it is, so the rare ones need not be in the way.
  const secrets = more || needed.length === 0 ? all : needed
  const hidden = all.filter((field) => !secrets.includes(field))
  const [values, setValues] = useState<CredentialValues>({})
  const [problems, setProblems] = useState<Record<string, string>>({})
  const replace = useMutation(
    trpc.connections.replaceSecret.mutationOptions({
      onSuccess: (result) => {
        void client.invalidateQueries(trpc.connections.pathFilter())
        void client.invalidateQueries(trpc.nav.pathFilter())
        if (result.ok) onDone?.()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = checkValues(secrets, values)
    setProblems(checked.ok ? {} : checked.problems)
    if (checked.ok) replace.mutate({ id: connection.id, values: checked.values })
  }
  if (manifest === undefined) return null
  if (secrets.length === 0) return <p className="text-ink-3">This connection has no key.</p>
  return (
    <Form onSubmit={submit} noValidate className="flex w-full flex-col gap-3">
      <CredentialFields fields={secrets} values={values} onChange={setValues} problems={problems} />
      {manifest.auth.help === undefined ? null : <p className="text-ink-3 text-small">{manifest.auth.help}</p>}
      {hidden.length === 0 ? null : (
        <Button size="sm" variant="quiet" className="-ml-2.5 self-start" onClick={() => setMore(true)}>
          Change {listed(hidden.map((field) => `the ${field.label.toLowerCase()}`))} too
        </Button>
      )}
      <InlineTrouble error={replace.error ?? (replace.data?.ok === false ? replace.data.message : null)} />
      <Button
        type="submit"
        variant={connection.state === 'needs_attention' ? 'primary' : 'secondary'}
        loading={replace.isPending}
        className="self-start"
      >
        {connection.canTest ? 'Test and save' : 'Save'}
      </Button>
    </Form>
  )
}
