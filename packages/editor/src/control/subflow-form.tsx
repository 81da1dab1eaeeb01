import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import { callableVersion } from '@patchbay/flow/callable-version'
import type { CallField, SubflowStep } from '@patchbay/flow/document'
import { callFieldSchema } from '@patchbay/flow/output-schema'
import { Button } from '@patchbay/ui/button'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { Select } from '@patchbay/ui/select'
import { ArrowUpRight } from 'lucide-react'
import { useState } from 'react'
import type { FlowChoice } from '../contract.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { plainField, plainForm } from './plain-form.ts'

type Settings = Partial<Pick<SubflowStep, 'flowId' | 'versionId' | 'mode'>>

/** Which flow it runs, in which version, whether it waits for it, and what it gives it. */
export function SubflowForm({ step }: { step: SubflowStep }) {
  const { apply, mayEdit, flows } = useEditorScope()
  const [refused, setRefused] = useState<string | null>(null)
  const put = (settings: Settings) => {
    const problem = apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'subflow', ...settings } })
    setRefused(problem?.message ?? null)
  }
  const chosen = flows?.find(({ id }) => id === step.flowId)
  const called = callableVersion(flows, step)
  return (
    <>
      <FlowPicker step={step} chosen={chosen} put={put} />
      {chosen === undefined ? null : <VersionPicker step={step} flow={chosen} put={put} />}
      <div data-field="mode">
        <h3 className="mb-1.5 font-medium">And then</h3>
        <RadioTiles
          label="And then"
          value={step.mode}
          disabled={!mayEdit}
          onValueChange={(mode) => put({ mode })}
          tiles={[
            { value: 'wait', label: 'Wait for it', help: 'What it answers can be used below' },
            { value: 'start', label: 'Go on at once', help: 'It runs by itself, whatever becomes of this run' },
          ]}
        />
      </div>
      {refused === null ? null : <Wrong>{refused}</Wrong>}
      {called === null ? null : <Inputs step={step} fields={called.input} />}
    </>
  )
}

type PickerProps = { step: SubflowStep; chosen: FlowChoice | undefined; put: (settings: Settings) => void }

function FlowPicker({ step, chosen, put }: PickerProps) {
  const { mayEdit, flows, flowId } = useEditorScope()
  const callable = (flows ?? []).filter((flow) => flow.callable !== null && flow.id !== flowId)
  const gone = step.flowId !== null && flows !== undefined && !callable.some(({ id }) => id === step.flowId)
  return (
    <div>
      <FormField
        stepId={step.id}
        path="flowId"
        label="Flow"
        required
        help={
          flows !== undefined && callable.length === 0
            ? 'No flow can be run by others yet. Let one start by “Another flow starts it”, and publish it.'
            : undefined
        }
        aside={
          chosen === undefined ? undefined : (
            <a
              href={chosen.href}
              target="_blank"
              rel="noreferrer"
              className="inline-flex min-h-6 items-center gap-0.5 font-medium text-signal text-small hover:underline"
            >
              Open it
              <ArrowUpRight size={12} strokeWidth={1.75} aria-hidden="true" />
              <span className="sr-only"> in a new tab</span>
            </a>
          )
        }
      >
        {(control) => (
          <Select
            {...control}
            value={step.flowId}
            placeholder={flows === undefined ? 'Looking for flows…' : 'Choose a flow'}
            disabled={!mayEdit || callable.length === 0}
            options={[
              ...callable.map(({ id, name }) => ({ value: id, label: name })),
              ...(gone && step.flowId !== null
                ? [{ value: step.flowId, label: chosen?.name ?? 'A flow that is gone', disabled: true }]
                : []),
            ]}
            onValueChange={(id) => (id === step.flowId ? undefined : put({ flowId: id, versionId: null }))}
          />
        )}
      </FormField>
    </div>
  )
}

function VersionPicker({ step, flow, put }: { step: SubflowStep; flow: FlowChoice; put: PickerProps['put'] }) {
  const { mayEdit } = useEditorScope()
  const live = flow.versions.find((version) => version.live)
  const gone = step.versionId !== null && !flow.versions.some(({ id }) => id === step.versionId)
  return (
    <FormField
      stepId={step.id}
      path="versionId"
      label="Version"
      help={step.versionId === null ? undefined : 'It stays on this version when a newer one goes live.'}
    >
      {(control) => (
        <Select
          {...control}
          value={step.versionId ?? 'live'}
          disabled={!mayEdit}
          options={[
            {
              value: 'live',
              label:
                live === undefined ? 'The one that is live then' : `The one that is live then, now v${live.number}`,
            },
            ...flow.versions.map(({ id, number }) => ({ value: id, label: `Always v${number}` })),
            ...(gone && step.versionId !== null
              ? [{ value: step.versionId, label: 'Always the version chosen before', disabled: true }]
              : []),
          ]}
          onValueChange={(id) => put({ versionId: id === 'live' ? null : id })}
        />
      )}
    </FormField>
  )
}

function Inputs({ step, fields }: { step: SubflowStep; fields: readonly CallField[] }) {
  const { apply, mayEdit } = useEditorScope()
  const unknown = Object.keys(step.input).filter((name) => !fields.some((field) => field.name === name))
  if (fields.length === 0 && unknown.length === 0) return <p className="text-ink-2">It takes no values.</p>
  return (
    <section aria-label="What it is given" className="grid grid-cols-1 gap-3.75 border-line border-t pt-2.5">
      <h3 className="-mb-1.5 font-medium">It is given</h3>
      {fields.map((field) => (
        <FieldSlot
          key={field.name}
          stepId={step.id}
          field={specOf(field)}
          path={`input.${field.name}`}
          schema={callFieldSchema(field)}
          value={Object.hasOwn(step.input, field.name) ? step.input[field.name] : undefined}
          save={(mapping) => apply({ kind: 'setInput', stepId: step.id, field: field.name, mapping })}
          form={plainForm}
        />
      ))}
      {unknown.map((name) => (
        <div key={name} data-field={`input.${name}`} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <Wrong>The flow takes no “{name}”, and a value is still set for it.</Wrong>
          </div>
          {mayEdit ? (
            <Button size="sm" onClick={() => apply({ kind: 'setInput', stepId: step.id, field: name, mapping: null })}>
              Remove
            </Button>
          ) : null}
        </div>
      ))}
    </section>
  )
}

const TYPES: Record<CallField['type'], FieldSpec['type']> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  json: 'json',
}

const specOf = ({ name, label, type, required }: CallField): FieldSpec =>
  plainField(name, label === '' ? name : label, { type: TYPES[type], required })
