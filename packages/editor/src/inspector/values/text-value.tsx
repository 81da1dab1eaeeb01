import type { Json } from '@patchbay/flow/json'
import { Input, Textarea } from '@patchbay/ui/input'
import { ariaOf, type ValueProps } from './value-props.ts'

export function TextValue(props: ValueProps) {
  const { value, onChange, spec, disabled, hint } = props
  return (
    <Input
      {...ariaOf(props)}
      value={textOf(value)}
      placeholder={defaultWords(spec.default) ?? hint}
      readOnly={disabled}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    />
  )
}

export function LongTextValue(props: ValueProps) {
  const { value, onChange, spec, disabled, hint } = props
  return (
    <Textarea
      {...ariaOf(props)}
      rows={4}
      value={textOf(value)}
      placeholder={defaultWords(spec.default) ?? hint}
      readOnly={disabled}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    />
  )
}

/** A flow is read by everybody in the workspace and can be exported, so it never holds a secret. */
export function SecretValue({ id, form }: ValueProps) {
  return (
    <p id={id} className="rounded-2 bg-surface-2 px-2.5 py-2 text-ink-2 text-small">
      Secrets are not kept in a flow. {form.connector?.title ?? 'The app'} takes this one from its connection.
    </p>
  )
}

/** Whatever stands there is shown, a number in a text field, too. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function defaultWords(value: string | number | boolean | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  return `${typeof value === 'boolean' ? (value ? 'Yes' : 'No') : value} when left empty`
}
