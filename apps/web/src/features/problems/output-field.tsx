'use client'

import { Field } from '@patchbay/ui/field'
import { Textarea } from '@patchbay/ui/input'

/** What a step would have given, as a person writes it down. `wrong`: it was read, and is not JSON. */
export function OutputField({ label = 'Output', help = HELP, optional = false, ...text }: OutputFieldProps) {
  return (
    <Field
      label={label}
      required={!optional}
      help={help}
      error={text.wrong ? 'This is not JSON. Copy the whole answer, with its braces.' : undefined}
    >
      {(control) => (
        <Textarea
          {...control}
          rows={optional ? 4 : 8}
          className="font-mono"
          placeholder={'{ "id": "…" }'}
          value={text.value}
          onChange={(event) => text.onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

const HELP = 'As JSON: what the vendor would have answered. Later steps use it.'

type OutputFieldProps = {
  label?: string
  help?: string
  optional?: boolean
  wrong: boolean
  value: string
  onChange: (value: string) => void
}
