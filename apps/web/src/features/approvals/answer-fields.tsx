import { Checkbox } from '@patchbay/ui/checkbox'
import { Field } from '@patchbay/ui/field'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import type { FormField, FormValues } from '../flows/start-form-values.ts'

export type AnswerFieldsProps = {
  fields: readonly FormField[]
  values: FormValues
  problems: Readonly<Record<string, string>>
  onChange: (name: string, value: string | boolean) => void
  note: string
  onNote: (note: string) => void
}

/** What a question asks for besides yes or no, and a word along with it: in two columns where they find room. */
export function AnswerFields({ fields, values, problems, onChange, note, onNote }: AnswerFieldsProps) {
  return (
    <div className="@container">
      <div className="grid gap-4 @min-[430px]:grid-cols-2">
        {fields.map((field) => (
          <AnswerField
            key={field.name}
            field={field}
            value={values[field.name]}
            problem={problems[field.name]}
            onChange={(value) => onChange(field.name, value)}
          />
        ))}
        <Field label="Note" aside="optional" className={fields.length % 2 === 0 ? '@min-[430px]:col-span-2' : ''}>
          {(control) => (
            <Input
              {...control}
              className="md:h-10"
              maxLength={2000}
              placeholder="Sent along with your answer"
              value={note}
              onChange={(event) => onNote(event.target.value)}
            />
          )}
        </Field>
      </div>
    </div>
  )
}

type AnswerFieldProps = {
  field: FormField
  value: string | boolean | undefined
  problem: string | undefined
  onChange: (value: string | boolean) => void
}

function AnswerField({ field, value, problem, onChange }: AnswerFieldProps) {
  if (field.type === 'boolean') {
    return (
      <Checkbox checked={value === true} onCheckedChange={onChange} className="min-h-10 items-center self-end">
        {field.label}
      </Checkbox>
    )
  }
  const text = typeof value === 'string' ? value : ''
  return (
    <Field label={field.label} aside={field.required ? 'to approve' : 'optional'} error={problem}>
      {(control) =>
        field.type === 'choice' ? (
          <Select
            {...control}
            className="md:h-10"
            value={text === '' ? null : text}
            onValueChange={onChange}
            options={(field.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
          />
        ) : (
          <Input
            {...control}
            className="md:h-10"
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
