import type { Trigger } from '@patchbay/flow/document'
import { FieldsBuilder, FORM_TYPES } from './fields-builder.tsx'
import type { PutTrigger } from './trigger-form-types.ts'

export type ManualFormProps = { stepId: string; trigger: Trigger & { type: 'manual' }; put: PutTrigger }

/** The form that somebody fills in to start the flow. */
export function ManualForm({ stepId, trigger, put }: ManualFormProps) {
  const { form } = trigger
  return (
    <div className="grid grid-cols-1 gap-2.5">
      <p className="text-ink-2">
        {form.length === 0
          ? 'It starts at the press of a button. Add fields for what the person should give.'
          : 'Whoever starts it fills in this form:'}
      </p>
      <FieldsBuilder
        stepId={stepId}
        path="trigger.form"
        fields={form}
        types={FORM_TYPES}
        first="text"
        onFields={(next, how) => put({ ...trigger, form: next }, how)}
      />
    </div>
  )
}
