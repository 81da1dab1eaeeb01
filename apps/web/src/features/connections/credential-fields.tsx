'use client'

import { Checkbox } from '@patchbay/ui/checkbox'
import { Field } from '@patchbay/ui/field'
import { Input, Textarea } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { KeyRound } from 'lucide-react'
import type { FieldSpec } from '../../trpc/types.ts'
import type { CredentialValues } from './credential-values.ts'

export type CredentialFieldsProps = {
  fields: readonly FieldSpec[]
  values: CredentialValues
  onChange: (values: CredentialValues) => void
  /** By field name. */
  problems: Readonly<Record<string, string>>
}

/** The form that a connector's manifest describes. */
export function CredentialFields({ fields, values, onChange, problems }: CredentialFieldsProps) {
  return fields.map((field) => (
    <CredentialField
      key={field.name}
      field={field}
      value={values[field.name]}
      problem={problems[field.name]}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ))
}

type OneProps = {
  field: FieldSpec
  value: string | boolean | undefined
  problem: string | undefined
  onChange: (value: string | boolean) => void
}

function CredentialField({ field, value, problem, onChange }: OneProps) {
  if (field.type === 'boolean') {
    return (
      <Checkbox checked={value === true} onCheckedChange={(on) => onChange(on === true)}>
        {field.label}
      </Checkbox>
    )
  }
  const text = typeof value === 'string' ? value : ''
  return (
    <Field label={field.label} required={field.required} help={field.help} error={problem}>
      {(control) => {
        if (field.type === 'choice') {
          return (
            <Select
              {...control}
              value={text === '' ? null : text}
              onValueChange={onChange}
              options={field.choices ?? []}
            />
          )
        }
        if (field.type === 'longText') {
          return <Textarea {...control} value={text} onChange={(event) => onChange(event.target.value)} />
        }
        const secret = field.type === 'secret'
        return (
          <Input
            {...control}
            type={secret ? 'password' : 'text'}
            // Managers would offer the person's own password for a vendor's key.
            autoComplete={secret ? 'new-password' : 'off'}
            spellCheck={false}
            inputMode={field.type === 'integer' || field.type === 'number' ? 'numeric' : undefined}
            icon={secret ? <KeyRound size={15} strokeWidth={1.75} aria-hidden="true" /> : undefined}
            placeholder={secret ? 'Paste it here' : undefined}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }}
    </Field>
  )
}
