'use client'

import { Form } from '@patchbay/ui/form'
import type { FormEvent } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import type { WayProps } from './key-form.tsx'
import { SaveButton } from './save-button.tsx'
import { useConnect } from './use-connect.ts'

/** A connection to the pretend vendor: there is nothing to type in, as nothing is opened by it. */
export function SandboxForm({ manifest, name, onAdded }: WayProps) {
  const { create, isPending } = useConnect(onAdded)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ connector: manifest.id, name, environment: 'sandbox', values: {} })
  }
  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      <p className="text-ink-2">No key is needed: it acts on the pretend {manifest.title} of this workspace.</p>
      <InlineTrouble error={create.error} />
      <SaveButton loading={isPending}>Save and test</SaveButton>
    </Form>
  )
}
