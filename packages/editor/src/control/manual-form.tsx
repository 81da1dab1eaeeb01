import type { FormField as FormFieldSpec, Trigger } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input, Textarea } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField } from '../inspector/field-problem.tsx'
import { choicesOf, moveField, nameOf, newField } from './form-fields.ts'
import type { PutTrigger } from './trigger-form-types.ts'

export type ManualFormProps = { stepId: string; trigger: Trigger & { type: 'manual' }; put: PutTrigger }

/** The form that somebody fills in to start the flow. */
export function ManualForm({ stepId, trigger, put }: ManualFormProps) {
  const { mayEdit } = useEditorScope()
  const { form } = trigger
  const set = (next: FormFieldSpec[], how: 'typed' | 'done') => put({ ...trigger, form: next }, how)
  return (
    <div className="grid grid-cols-1 gap-2.5" data-field="trigger.form">
      <p className="text-ink-2">
        {form.length === 0
          ? 'It starts at the press of a button. Add fields for what the person should give.'
          : 'Whoever starts it fills in this form:'}
      </p>
      {form.map((field, index) => (
        <FieldRow key={index} stepId={stepId} form={form} index={index} field={field} onForm={set} />
      ))}
      {mayEdit ? (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => set([...form, newField(form)], 'done')}
          >
            Add a field
          </Button>
        </div>
      ) : null}
    </div>
  )
}

type FieldRowProps = {
  stepId: string
  form: readonly FormFieldSpec[]
  index: number
  field: FormFieldSpec
  onForm: (form: FormFieldSpec[], how: 'typed' | 'done') => void
}

function FieldRow({ stepId, form, index, field, onForm }: FieldRowProps) {
  const { mayEdit } = useEditorScope()
  const path = `trigger.form.${index}`
  const put = (change: Partial<FormFieldSpec>, how: 'typed' | 'done') =>
    onForm(form.with(index, { ...field, ...change }), how)
  const relabel = (label: string) => {
    const others = form.filter((_, at) => at !== index).map(({ name }) => name)
    // The name follows the words until somebody maps it under a name of its own.
    const follows = field.name === nameOf(field.label, others)
    put({ label, ...(follows ? { name: nameOf(label, others) } : {}) }, 'typed')
  }
  return (
    <fieldset className="grid grid-cols-1 min-w-0 gap-2.5 rounded-2 border border-line-2 p-2.5 pt-1" data-field={path}>
      <legend className="sr-only">{field.label === '' ? `Field ${index + 1}` : field.label}</legend>
      <RowTools index={index} of={form.length} name={field.label} onForm={(next) => onForm(next, 'done')} form={form} />
      <div className="grid grid-cols-2 items-start gap-3">
        <FormField stepId={stepId} path={`${path}.label`} label="Asks for">
          {(control) => (
            <Input
              {...control}
              value={field.label}
              readOnly={!mayEdit}
              onChange={(event) => relabel(event.target.value)}
            />
          )}
        </FormField>
        <FormField stepId={stepId} path={`${path}.type`} label="Kind">
          {(control) => (
            <Select
              {...control}
              value={field.type}
              options={TYPES}
              disabled={!mayEdit}
              onValueChange={(type) => put({ type }, 'done')}
            />
          )}
        </FormField>
      </div>
      {field.type === 'choice' ? <Choices stepId={stepId} path={`${path}.choices`} field={field} put={put} /> : null}
      <FormField stepId={stepId} path={`${path}.name`} label="Name in mappings">
        {(control) => (
          <Input
            {...control}
            value={field.name}
            spellCheck={false}
            readOnly={!mayEdit}
            className="[&>input]:font-mono"
            onChange={(event) => put({ name: event.target.value }, 'typed')}
          />
        )}
      </FormField>
      <Checkbox checked={field.required} disabled={!mayEdit} onCheckedChange={(required) => put({ required }, 'done')}>
        Must be filled in
      </Checkbox>
    </fieldset>
  )
}

type ChoicesProps = {
  stepId: string
  path: string
  field: FormFieldSpec
  put: (change: Partial<FormFieldSpec>, how: 'typed' | 'done') => void
}

function Choices({ stepId, path, field, put }: ChoicesProps) {
  const { mayEdit } = useEditorScope()
  const choices = field.choices ?? []
  return (
    <FormField stepId={stepId} path={path} label="Choices" help="One a line.">
      {(control) => (
        <Textarea
          {...control}
          rows={3}
          value={choices.join('\n')}
          readOnly={!mayEdit}
          onChange={(event) => put({ choices: choicesOf(event.target.value) }, 'typed')}
          onBlur={() => {
            if (choices.includes('')) put({ choices: choices.filter((choice) => choice !== '') }, 'done')
          }}
        />
      )}
    </FormField>
  )
}

type RowToolsProps = {
  index: number
  of: number
  name: string
  form: readonly FormFieldSpec[]
  onForm: (form: FormFieldSpec[]) => void
}

function RowTools({ index, of, name, form, onForm }: RowToolsProps) {
  const { mayEdit } = useEditorScope()
  const words = name === '' ? `field ${index + 1}` : name
  return (
    <div className="flex min-h-7 items-center justify-between text-ink-3 text-meta">
      <span>{index + 1}</span>
      {mayEdit ? (
        <span className="flex">
          <IconButton
            label={`Move ${words} up`}
            size="sm"
            disabled={index === 0}
            icon={<ArrowUp size={14} strokeWidth={1.75} />}
            onClick={() => onForm(moveField(form, index, index - 1))}
          />
          <IconButton
            label={`Move ${words} down`}
            size="sm"
            disabled={index === of - 1}
            icon={<ArrowDown size={14} strokeWidth={1.75} />}
            onClick={() => onForm(moveField(form, index, index + 1))}
          />
          <IconButton
            label={`Remove ${words}`}
            size="sm"
            icon={<X size={14} strokeWidth={1.75} />}
            onClick={() => onForm(form.toSpliced(index, 1))}
          />
        </span>
      ) : null}
    </div>
  )
}

const TYPES: { value: FormFieldSpec['type']; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'choice', label: 'Choice' },
]
