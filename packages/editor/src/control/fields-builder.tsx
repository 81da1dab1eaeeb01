import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input, Textarea } from '@patchbay/ui/input'
import { Select, type SelectOption } from '@patchbay/ui/select'
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField } from '../inspector/field-problem.tsx'
import { choicesOf, moveField, nameOf } from './form-fields.ts'

/** A field that a person fills in, or that one flow gives to another. */
export type BuiltField<T extends string> = {
  name: string
  label: string
  type: T
  required: boolean
  choices?: string[]
}

export type FieldsBuilderProps<T extends string> = {
  stepId: string
  /** Dotted as in a Problem: `trigger.form`. */
  path: string
  fields: readonly BuiltField<T>[]
  types: readonly SelectOption<T>[]
  /** What a new one is. */
  first: T
  onFields: (fields: BuiltField<T>[], how: 'typed' | 'done') => void
  /** "Add a field" */
  add?: string
  asks?: string
  /** "Must be filled in" */
  must?: string
}

/** Fields made by hand: what each is called, what kind it is, whether it must be there. */
export function FieldsBuilder<T extends string>(props: FieldsBuilderProps<T>) {
  const { path, fields, first, onFields, add = 'Add a field' } = props
  const { mayEdit } = useEditorScope()
  const names = fields.map(({ name }) => name)
  return (
    <div className="grid grid-cols-1 gap-2.5" data-field={path}>
      {fields.map((field, index) => (
        <FieldRow key={index} {...props} index={index} field={field} />
      ))}
      {mayEdit ? (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() =>
              onFields([...fields, { name: nameOf('', names), label: '', type: first, required: true }], 'done')
            }
          >
            {add}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

type FieldRowProps<T extends string> = FieldsBuilderProps<T> & { index: number; field: BuiltField<T> }

function FieldRow<T extends string>(props: FieldRowProps<T>) {
  const { stepId, fields, index, field, types, onFields, asks = 'Asks for', must = 'Must be filled in' } = props
  const { mayEdit } = useEditorScope()
  const path = `${props.path}.${index}`
  const put = (change: Partial<BuiltField<T>>, how: 'typed' | 'done') =>
    onFields(fields.with(index, { ...field, ...change }), how)
  const relabel = (label: string) => {
    const others = fields.filter((_, at) => at !== index).map(({ name }) => name)
    // The name follows the words until somebody maps it under a name of its own.
    const follows = field.name === nameOf(field.label, others)
    put({ label, ...(follows ? { name: nameOf(label, others) } : {}) }, 'typed')
  }
  return (
    <fieldset className="grid grid-cols-1 min-w-0 gap-2.5 rounded-2 border border-line-2 p-2.5 pt-1" data-field={path}>
      <legend className="sr-only">{field.label === '' ? `Field ${index + 1}` : field.label}</legend>
      <RowTools
        index={index}
        of={fields.length}
        name={field.label}
        onMove={(to) => onFields(moveField(fields, index, to), 'done')}
        onRemove={() => onFields(fields.toSpliced(index, 1), 'done')}
      />
      <div className="grid grid-cols-2 items-start gap-3">
        <FormField stepId={stepId} path={`${path}.label`} label={asks}>
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
              options={types}
              disabled={!mayEdit}
              onValueChange={(type) => put({ type }, 'done')}
            />
          )}
        </FormField>
      </div>
      {field.type === 'choice' ? (
        <Choices stepId={stepId} path={`${path}.choices`} choices={field.choices ?? []} put={put} />
      ) : null}
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
        {must}
      </Checkbox>
    </fieldset>
  )
}

type ChoicesProps = {
  stepId: string
  path: string
  choices: readonly string[]
  put: (change: { choices: string[] }, how: 'typed' | 'done') => void
}

function Choices({ stepId, path, choices, put }: ChoicesProps) {
  const { mayEdit } = useEditorScope()
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

export type RowToolsProps = {
  index: number
  of: number
  name: string
  onMove: (to: number) => void
  onRemove: () => void
}

/** The number of a row, and what moves it or takes it out. */
export function RowTools({ index, of, name, onMove, onRemove }: RowToolsProps) {
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
            onClick={() => onMove(index - 1)}
          />
          <IconButton
            label={`Move ${words} down`}
            size="sm"
            disabled={index === of - 1}
            icon={<ArrowDown size={14} strokeWidth={1.75} />}
            onClick={() => onMove(index + 1)}
          />
          <IconButton
            label={`Remove ${words}`}
            size="sm"
            icon={<X size={14} strokeWidth={1.75} />}
            onClick={onRemove}
          />
        </span>
      ) : null}
    </div>
  )
}

export const FORM_TYPES: { value: 'text' | 'number' | 'boolean' | 'date' | 'choice'; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
  { value: 'choice', label: 'Choice' },
]
