'use client'

import { Field } from '@patchbay/ui/field'
import { Textarea } from '@patchbay/ui/input'

/** What a step would have given, as a person writes it down. `wrong`: it was read, and is not JSON. */
export function OutputField({ wrong, value, onChange }: OutputFieldProps) {
  return (
    <Field
      label="Output"
      required
      help="As JSON: what the vendor would have answered. Later steps use it."
      error={wrong ? 'This is not JSON. Copy the whole answer, with its braces.' : undefined}
    >
      {(control) => (
        <Textarea
          {...control}
          rows={8}
          className="font-mono"
          placeholder={'{ "id": "…" }'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

type OutputFieldProps = { wrong: boolean; value: string; onChange: (value: string) => void }
