import { Select, type SelectOption } from '@patchbay/ui/select'
import { textOf } from './text-value.tsx'
import { ariaOf, type ValueProps } from './value-props.ts'

/** No vendor's value is this one: the row that lets go of a choice. */
const NONE = '\u0000'

/** One of a few. A value that is no longer offered keeps being shown. */
export function ChoiceValue(props: ValueProps) {
  const { value, onChange, spec, disabled } = props
  const chosen = value === undefined || value === null ? null : textOf(value)
  const choices = spec.choices ?? []
  const options: SelectOption<string>[] = choices.map((choice) => ({ value: choice.value, label: choice.label }))
  if (chosen !== null && !choices.some((choice) => choice.value === chosen))
    options.unshift({ value: chosen, label: chosen, help: 'Not in the list any more' })
  if (!spec.required) options.unshift({ value: NONE, label: restWords(props) })
  return (
    <Select
      {...ariaOf(props)}
      value={chosen ?? (spec.required ? null : NONE)}
      options={options}
      disabled={disabled}
      onValueChange={(next) => onChange(next === NONE ? undefined : next)}
    />
  )
}

function restWords({ spec }: ValueProps): string {
  if (spec.default === undefined) return 'Left out'
  return `${spec.choices?.find((choice) => choice.value === spec.default)?.label ?? spec.default} (default)`
}
