import { cn } from '@patchbay/ui/cn'
import { Select, type SelectOption } from '@patchbay/ui/select'
import { type ReactNode, useState } from 'react'
import { type DurationUnit, joinDuration, splitDuration } from './durations.ts'
import { readNumber } from './values/number-text.ts'

/** A rule as a sentence, with what can be changed standing in it. */
export function Sentence({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn('text-ink-2 leading-[30px]', className)}>{children}</div>
}

const boxClass =
  'focus-frame mx-px inline-flex h-6.5 items-center gap-1 rounded-[6px] border border-line-ui bg-surface px-1.75 align-middle font-medium text-ink leading-6 -mt-0.5 data-off:bg-surface-2 data-invalid:border-bad-solid max-md:h-9'

type InlineProps = {
  /** What it sets: "Number of tries". */
  label: string
  disabled?: boolean
  invalid?: boolean
  describedBy?: string
}

export type InlineNumberProps = InlineProps & {
  value: number
  onChange: (value: number) => void
  unit?: string
}

export function InlineNumber({ label, value, onChange, unit, disabled, invalid, describedBy }: InlineNumberProps) {
  return (
    <span className={boxClass} data-invalid={invalid ? '' : undefined} data-off={disabled ? '' : undefined}>
      <NumberInput label={label} value={value} onChange={onChange} disabled={disabled} describedBy={describedBy} />
      {unit === undefined ? null : <span className="font-normal text-ink-3">{unit}</span>}
    </span>
  )
}

export type InlineDurationProps = InlineProps & {
  valueMs: number
  onChange: (valueMs: number) => void
  units?: readonly DurationUnit[]
}

/** A number with its unit; choosing another unit keeps the number, and a number being typed keeps its unit. */
export function InlineDuration(props: InlineDurationProps) {
  const { label, valueMs, onChange, units = ['s', 'min', 'h'], disabled, invalid, describedBy } = props
  const [held, setHeld] = useState<{ unit: DurationUnit; ms: number } | null>(null)
  const said = splitDuration(valueMs, units)
  // Held only for the value it was chosen for: one that comes from elsewhere is said by its own unit.
  const unit = held !== null && held.ms === valueMs ? held.unit : said.unit
  const amount = held !== null && held.ms === valueMs ? valueMs / joinDuration(1, held.unit) : said.amount
  const put = (next: number, by: DurationUnit) => {
    const ms = joinDuration(next, by)
    setHeld({ unit: by, ms })
    onChange(ms)
  }
  return (
    <span
      className={cn(boxClass, 'gap-0.5 pr-1')}
      data-invalid={invalid ? '' : undefined}
      data-off={disabled ? '' : undefined}
    >
      <NumberInput
        label={label}
        value={amount}
        onChange={(next) => put(next, unit)}
        disabled={disabled}
        describedBy={describedBy}
        onDone={() => setHeld(null)}
      />
      <select
        aria-label={`${label}: unit`}
        value={unit}
        disabled={disabled}
        className="h-6 cursor-pointer appearance-none bg-transparent px-0.5 text-center font-normal text-ink-3 outline-none [field-sizing:content] hover:text-ink disabled:cursor-default"
        onChange={(event) => {
          const next = units.find((known) => known === event.target.value)
          if (next !== undefined) put(amount, next)
        }}
        onBlur={() => setHeld(null)}
      >
        {units.map((known) => (
          <option key={known} value={known}>
            {known}
          </option>
        ))}
      </select>
    </span>
  )
}

export type InlineSelectProps<V extends string> = InlineProps & {
  value: V
  onChange: (value: V) => void
  options: readonly SelectOption<V>[]
}

export function InlineSelect<V extends string>({ label, value, onChange, options, disabled }: InlineSelectProps<V>) {
  return (
    <Select<V>
      label={label}
      size="sm"
      value={value}
      options={options}
      disabled={disabled}
      onValueChange={onChange}
      className="-mt-0.5 mx-px inline-flex h-6.5 w-auto max-w-full gap-1 rounded-[6px] pr-1.25 pl-1.75 align-middle [&_svg]:size-3 font-medium text-ui"
    />
  )
}

type NumberInputProps = InlineProps & { value: number; onChange: (value: number) => void; onDone?: () => void }

/** Half of a number is kept here until it is one; what never becomes one gives way to the last that was. */
function NumberInput({ label, value, onChange, disabled, describedBy, onDone }: NumberInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const read = typed === null ? null : readNumber(typed)
  // A value that comes from elsewhere (undo, a colleague) takes the place of what was typed.
  const shown = typed !== null && (read === null || read === value) ? typed : String(value)
  return (
    <input
      aria-label={label}
      aria-describedby={describedBy}
      inputMode="decimal"
      autoComplete="off"
      value={shown}
      readOnly={disabled}
      style={{ width: `${Math.max(1, shown.length) + 0.3}ch` }}
      className="h-6 min-w-3 bg-transparent text-center text-ink tabular-nums outline-none"
      onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setTyped(event.target.value)
        const number = readNumber(event.target.value)
        if (number !== null) onChange(number)
      }}
      onBlur={() => {
        setTyped(null)
        onDone?.()
      }}
    />
  )
}
