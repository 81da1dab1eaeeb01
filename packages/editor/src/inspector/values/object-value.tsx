import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { Field } from '@patchbay/ui/field'
import { useId } from 'react'
import { innerForm } from '../form.ts'
import type { ValueProps } from './value-props.ts'

/** A group of fields with fixed values, inside of a list. At the top of a form each member is mapped by itself. */
export function ObjectValue(props: ValueProps) {
  const { id, labelledBy, describedBy, spec, onChange } = props
  return (
    <fieldset
      id={id}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="border-line border-l-2 pl-3"
    >
      <MemberFields {...props} fields={spec.fields ?? []} value={props.value ?? {}} onChange={onChange} />
    </fieldset>
  )
}

type MemberFieldsProps = Omit<ValueProps, 'value' | 'onChange'> & {
  fields: readonly FieldSpec[]
  value: Json
  onChange: (value: Json) => void
}

export function MemberFields({ fields, value, onChange, Inner, ...rest }: MemberFieldsProps) {
  const group = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  const form = innerForm(rest.form, fields, group)
  const prefix = useId()
  const put = (name: string, next: Json | undefined) => {
    const { [name]: _old, ...others } = group
    onChange(next === undefined ? others : { ...others, [name]: next })
  }
  return (
    <div className="grid grid-cols-1 gap-2.5">
      {fields.map((spec) => (
        <Field
          key={spec.name}
          label={<span id={`${prefix}-${spec.name}`}>{spec.label}</span>}
          required={spec.required}
          help={spec.help}
        >
          {(control) => (
            <Inner
              {...rest}
              spec={spec}
              schema={null}
              form={form}
              id={control.id}
              labelledBy={`${prefix}-${spec.name}`}
              describedBy={control['aria-describedby']}
              required={spec.required}
              invalid={false}
              hint={undefined}
              value={Object.hasOwn(group, spec.name) ? group[spec.name] : undefined}
              onChange={(next) => put(spec.name, next)}
            />
          )}
        </Field>
      ))}
    </div>
  )
}
