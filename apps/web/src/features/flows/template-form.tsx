'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { TemplateView } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { ChooseConnections, proposed } from './choose-connections.tsx'
import { useFlowsAgain } from './use-flows-again.ts'

export type TemplateFormProps = { template: TemplateView; onBack: () => void; onClose: () => void }

export function TemplateForm({ template, onBack, onClose }: TemplateFormProps) {
  const trpc = useTrpc()
  const router = useRouter()
  const again = useFlowsAgain()
  const [name, setName] = useState(template.title)
  const [connections, setConnections] = useState(() => proposed(template.connections))
  const create = useMutation(
    trpc.flows.createFromTemplate.mutationOptions({
      onSuccess: ({ id }) => {
        router.push(`/flows/${id}`)
        void again()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ templateId: template.id, name, connections: { ...connections } })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={template.title}
      description={template.description}
      actions={
        <>
          <Button variant="quiet" onClick={onBack}>
            All templates
          </Button>
          <Button variant="primary" type="submit" form="template" loading={create.isPending || create.isSuccess}>
            Make this flow
          </Button>
        </>
      }
    >
      <Form id="template" onSubmit={submit} noValidate className="flex flex-col gap-4 text-ui">
        <Field label="Name">
          {(control) => (
            <Input {...control} value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {template.connections.length === 0 ? null : (
          <section>
            <h3 className="mb-1 font-medium">Connections</h3>
            <ChooseConnections connections={template.connections} chosen={connections} onChange={setConnections} />
          </section>
        )}
        <InlineTrouble error={create.error} />
      </Form>
    </Dialog>
  )
}
