'use client'

import { Form } from '@patchbay/ui/form'
import { type FormEvent, useState } from 'react'
import type { ConnectorManifest } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { checkValues, firstValues } from './credential-values.ts'
import { SaveButton } from './save-button.tsx'
import { useConnect } from './use-connect.ts'

export type WayProps = { manifest: ConnectorManifest; name: string; onAdded: (id: string) => void }

/** A live connection by what a person types in. */
export function KeyForm({ manifest, name, onAdded }: WayProps) {
  const { fields, help } = manifest.auth
  const [values, setValues] = useState(() => firstValues(fields))
  const [problems, setProblems] = useState<Record<string, string>>({})
  const { create, isPending } = useConnect(onAdded)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = checkValues(fields, values)
    setProblems(checked.ok ? {} : checked.problems)
    if (checked.ok) create.mutate({ connector: manifest.id, name, environment: 'live', values: checked.values })
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <CredentialFields fields={fields} values={values} onChange={setValues} problems={problems} />
      {help === undefined ? null : <p className="text-ink-3 text-small">{help}</p>}
      <InlineTrouble error={create.error} />
      <SaveButton loading={isPending}>{manifest.noTest ? 'Save' : 'Save and test'}</SaveButton>
      {fields.some((field) => field.type === 'secret') ? (
        <p className="text-ink-3 text-small">The key is encrypted. Nobody can read it again, only replace it.</p>
      ) : null}
    </Form>
  )
}
