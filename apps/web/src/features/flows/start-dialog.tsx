'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input, Textarea } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTrpc, useTrpcClient } from '../../trpc/client.ts'
import type { FlowDetail } from '../../trpc/types.ts'
import { createActionKeys } from '../shared/action-keys.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { checkForm, type FormValues, type StartField, startFieldsOf } from './start-form-values.ts'

/** The form of a flow that people start by hand, or of one that other flows call. */
export function StartDialog({ flow, onClose }: { flow: FlowDetail; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useTrpcClient()
  const router = useRouter()
  const steps = flow.live?.document.steps ?? []
  const fields = startFieldsOf(steps) ?? []
  const isCalled = steps.some((step) => step.kind === 'trigger' && step.trigger.type === 'call')
  const [values, setValues] = useState<FormValues>({})
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [keyOf] = useState(createActionKeys)
  const runOf = useRunOf()
  const { mutationKey } = trpc.flows.start.mutationOptions()
  const start = useMutation({
    mutationKey,
    mutationFn: async (asked: Parameters<typeof client.flows.start.mutate>[0]) =>
      runOf((await client.flows.start.mutate(asked)).deliveryId),
    onSuccess: () => toast(`“${flow.name}” started`),
  })
  const follow = (runId: string | null) => {
    onClose()
    router.push(runId === null ? `/runs?flow=${flow.id}` : `/runs/${runId}`)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = checkForm(fields, values)
    setProblems(checked.ok ? {} : checked.problems)
    if (!checked.ok) return
    const asked = { id: flow.id, form: checked.form }
    // Not for who has closed the dialog and gone elsewhere.
    start.mutate({ ...asked, idempotencyKey: keyOf(asked) }, { onSuccess: follow })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Start “${flow.name}”`}
      description={`Version ${flow.version} runs once with what you fill in${isCalled ? ', as if another flow had called it' : ''}.`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form="start-flow" loading={start.isPending}>
            Start
          </Button>
        </>
      }
    >
      <Form id="start-flow" onSubmit={submit} noValidate className="flex flex-col gap-4">
        {fields.length === 0 ? <p>It asks for nothing.</p> : null}
        {fields.map((field) => (
          <StartControl
            key={field.name}
            field={field}
            value={values[field.name]}
            problem={problems[field.name]}
            onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))}
          />
        ))}
        <InlineTrouble error={start.error} />
      </Form>
    </Dialog>
  )
}

const LOOKS = { retry: 10, retryDelay: 250 }

/** The run that came of what was accepted; null where it is not there soon, as when nothing takes runs up just now. */
function useRunOf(): (deliveryId: string) => Promise<string | null> {
  const client = useTrpcClient()
  const queries = useQueryClient()
  return async (id) => {
    const queryFn = async () => {
      const [run] = (await client.deliveries.get.query({ id })).runs
      if (run === undefined) throw new Error('The worker has not taken it up yet.')
      return run.id
    }
    // It has begun whether this is answered or not: to call that a failure would have a person start it twice.
    return queries.fetchQuery({ queryKey: ['run of', id], queryFn, ...LOOKS }).catch(() => null)
  }
}

type StartControlProps = {
  field: StartField
  value: string | boolean | undefined
  problem: string | undefined
  onChange: (value: string | boolean) => void
}

function StartControl({ field, value, problem, onChange }: StartControlProps) {
  if (field.type === 'boolean') {
    return (
      <Checkbox checked={value === true} onCheckedChange={(on) => onChange(on === true)}>
        {field.label}
      </Checkbox>
    )
  }
  const text = typeof value === 'string' ? value : ''
  return (
    <Field
      label={field.label}
      required={field.required}
      error={problem}
      {...(field.type === 'json' ? { help: 'A list or an object, as JSON.' } : {})}
    >
      {(control) =>
        field.type === 'choice' ? (
          <Select
            {...control}
            value={text === '' ? null : text}
            onValueChange={onChange}
            options={(field.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
          />
        ) : field.type === 'json' ? (
          <Textarea
            {...control}
            rows={4}
            spellCheck={false}
            className="font-mono text-small"
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <Input
            {...control}
            type={field.type === 'date' ? 'date' : 'text'}
            inputMode={field.type === 'number' ? 'decimal' : undefined}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}
