import type { CallField, Trigger } from '@patchbay/flow/document'
import { ProblemLine } from '../inspector/field-problem.tsx'
import { FieldsBuilder } from './fields-builder.tsx'
import type { PutTrigger } from './trigger-form-types.ts'

export type CallFormProps = { stepId: string; trigger: Trigger & { type: 'call' }; put: PutTrigger }

/** What a flow that others run takes from them, and what it gives back. */
export function CallForm({ stepId, trigger, put }: CallFormProps) {
  const common = { stepId, types: TYPES, first: 'text', asks: 'What it is' } as const
  return (
    <>
      <p className="text-ink-2">Steps “Run another flow” of other flows start it, once it is published.</p>
      <section aria-label="What it takes">
        <h3 className="mb-1.5 font-medium">It takes</h3>
        <FieldsBuilder
          {...common}
          path="trigger.input"
          fields={trigger.input}
          add="Add a value it takes"
          must="Must be given"
          onFields={(input, how) => put({ ...trigger, input }, how)}
        />
      </section>
      <section aria-label="What it gives back">
        <h3 className="mb-1.5 font-medium">It gives back</h3>
        <p className="mb-2 text-ink-3 text-small">The body of its Answer step, under these names.</p>
        <FieldsBuilder
          {...common}
          path="trigger.output"
          fields={trigger.output}
          add="Add a value it gives back"
          must="Is always there"
          onFields={(output, how) => put({ ...trigger, output }, how)}
        />
        <ProblemLine stepId={stepId} path="trigger.output" />
      </section>
    </>
  )
}

const TYPES: { value: CallField['type']; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'json', label: 'List or group' },
]
