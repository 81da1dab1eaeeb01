import { Segmented } from '@patchbay/ui/segmented'
import type { ValueProps } from './value-props.ts'

type Answer = 'yes' | 'no' | 'none'

/** Yes, no, or nothing said where that is allowed. */
export function YesNoValue({ value, onChange, spec, disabled, id, describedBy }: ValueProps) {
  const answer: Answer = value === true ? 'yes' : value === false ? 'no' : 'none'
  const none = spec.required
    ? []
    : [{ value: 'none' as const, label: spec.default === undefined ? 'Left out' : `Default: ${words(spec.default)}` }]
  return (
    <fieldset id={id} aria-label={spec.label} aria-describedby={describedBy}>
      <Segmented<Answer>
        label={spec.label}
        value={answer}
        disabled={disabled}
        onValueChange={(next) => onChange(next === 'none' ? undefined : next === 'yes')}
        options={[{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }, ...none]}
      />
    </fieldset>
  )
}

const words = (value: string | number | boolean) => (value === true ? 'yes' : value === false ? 'no' : String(value))
