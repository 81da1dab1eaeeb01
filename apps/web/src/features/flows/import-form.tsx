'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ImportPlan } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted, listed } from '../shared/words.ts'
import { ChooseConnections, LATER, proposed } from './choose-connections.tsx'
import { useFlowsAgain } from './use-flows-again.ts'

export type ImportFormProps = { plan: ImportPlan; file: unknown; onBack: () => void; onClose: () => void }

export function ImportForm({ plan, file, onBack, onClose }: ImportFormProps) {
  const trpc = useTrpc()
  const router = useRouter()
  const again = useFlowsAgain()
  const [name, setName] = useState(plan.name)
  const [connections, setConnections] = useState(() => proposed(plan.connections))
  const [emptied, setEmptied] = useState<ReadonlySet<string>>(new Set())
  const create = useMutation(
    trpc.flows.import.mutationOptions({
      onSuccess: ({ id }) => {
        router.push(`/flows/${id}`)
        void again()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const lookups = Object.fromEntries([...emptied].map((key) => [key, null]))
    create.mutate({ file, name, connections: { ...connections }, lookups })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Import ${plan.name}`}
      description={`${counted(plan.steps, 'step')}${plan.version === null ? '' : `, version ${plan.version} where it comes from`}. It stays off until you switch it on.`}
      actions={
        <>
          <Button variant="quiet" onClick={onBack}>
            Another file
          </Button>
          <Button variant="primary" type="submit" form="import" loading={create.isPending || create.isSuccess}>
            Import as a draft
          </Button>
        </>
      }
    >
      <Form id="import" onSubmit={submit} noValidate className="flex flex-col gap-4 text-ui">
        <Missing words={plan.missing} />
        <Field label="Name">
          {(control) => (
            <Input {...control} value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {plan.connections.length === 0 ? null : (
          <section>
            <h3 className="mb-1 font-medium">Connections</h3>
            <ChooseConnections connections={plan.connections} chosen={connections} onChange={setConnections} />
          </section>
        )}
        <Lookups lookups={plan.lookups} emptied={emptied} onChange={setEmptied} />
        <InlineTrouble error={create.error} />
      </Form>
    </Dialog>
  )
}

function Missing({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null
  return (
    <ul className="flex flex-col gap-1.5">
      {words.map((sentence) => (
        <li key={sentence} className="flex gap-2">
          <StateGlyph state="attention" size={14} label="Not here" className="mt-0.5 flex-none" />
          <span>{sentence}</span>
        </li>
      ))}
    </ul>
  )
}

type LookupsProps = {
  lookups: ImportPlan['lookups']
  emptied: ReadonlySet<string>
  onChange: (emptied: ReadonlySet<string>) => void
}

/** Values that were picked from another account's list: kept as they are, or picked anew in the editor. */
function Lookups({ lookups, emptied, onChange }: LookupsProps) {
  if (lookups.length === 0) return null
  return (
    <section>
      <h3 className="font-medium">Picked from a list there</h3>
      <p className="mb-1 text-ink-3 text-small">These may mean nothing in your own accounts.</p>
      <ul className="flex flex-col">
        {groupLookups(lookups).map(({ id, label, stepNames, keys, value }) => (
          <li key={id} className="flex items-center gap-3 border-line border-b py-2 last:border-b-0 max-md:flex-wrap">
            <span className="min-w-0 flex-1">
              <b className="block truncate font-medium">{label}</b>
              <span className="block truncate text-ink-3 text-small" title={stepNames.join(', ')}>
                {listed(stepNames, 2)}
              </span>
            </span>
            <Select
              className="w-56 max-md:w-full"
              label={`${label} of ${listed(stepNames, 2)}`}
              value={keys.every((key) => emptied.has(key)) ? LATER : 'keep'}
              onValueChange={(choice) => {
                const others = [...emptied].filter((key) => !keys.includes(key))
                onChange(new Set(choice === LATER ? [...others, ...keys] : others))
              }}
              options={[
                { value: 'keep', label: `Keep ${value}` },
                { value: LATER, label: 'Choose later', help: 'In the editor.' },
              ]}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

type LookupGroup = { id: string; label: string; value: string; stepNames: string[]; keys: string[] }

/** The same value from the same list is one choice, however many steps use it. */
function groupLookups(lookups: ImportPlan['lookups']): LookupGroup[] {
  const groups = new Map<string, LookupGroup>()
  for (const { key, connector, lookup, label, stepName, value } of lookups) {
    const words = typeof value === 'string' ? value : JSON.stringify(value)
    const id = JSON.stringify([connector, lookup, label, words])
    const group = groups.get(id) ?? { id, label, value: words, stepNames: [], keys: [] }
    group.stepNames.push(stepName)
    group.keys.push(key)
    groups.set(id, group)
  }
  return [...groups.values()]
}
