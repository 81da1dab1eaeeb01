import { Select, type SelectOption } from '@patchbay/ui/select'
import { textOf } from './text-value.tsx'
import { ariaOf, type ValueProps } from './value-props.ts'

/** No vendor's value is this one: the row that lets go of a choice, where no choice stands for that. */
const NONE = '\u0000'

/** One of a few. A value that is no longer offered keeps being shown. */
export function ChoiceValue(props: ValueProps) {
  const { value, onChange, spec, disabled } = props
  const chosen = value === undefined || value === null ? null : textOf(value)
  const choices = spec.choices ?? []
  const standard = spec.required ? undefined : choices.find((choice) => choice.value === spec.default)?.value
  const options: SelectOption<string>[] = choices.map(({ value: id, label }) => ({
    value: id,
    label: id === standard ? `${label} (default)` : label,
  }))
  if (chosen !== null && !choices.some((choice) => choice.value === chosen))
    options.unshift({ value: chosen, label: chosen, help: 'Not in the list any more' })
  if (!spec.required && standard === undefined) options.unshift({ value: NONE, label: restWords(props) })
  return (
    <Select
      {...ariaOf(props)}
      value={chosen ?? (spec.required ? null : (standard ?? NONE))}
      options={options}
      disabled={disabled}
      onValueChange={(next) => onChange(next === NONE || next === standard ? undefined : next)}
    />
  )
}

function restWords({ spec }: ValueProps): string {
  return spec.default === undefined ? 'Left out' : `${spec.default} (default)`
}
