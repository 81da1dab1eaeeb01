import type { Json } from '@patchbay/flow/json'
import { Input } from '@patchbay/ui/input'
import { useEditorScope } from '../../editor-scope.tsx'
import { readNumber } from './number-text.ts'
import { defaultWords, textOf } from './text-value.tsx'
import { useTyped } from './use-typed.ts'
import { ariaOf, type ValueProps } from './value-props.ts'

/** A number, a whole number or an amount of money. What cannot be read as one is kept as it was typed; the check then says so. */
export function NumberValue(props: ValueProps) {
  const { value, onChange, spec, disabled } = props
  const { workspace } = useEditorScope()
  const typed = useTyped<Json | undefined>(value, { read: numberOrText, write: textOf })
  const change = (text: string) => {
    typed.type(text)
    onChange(numberOrText(text))
  }
  return (
    <Input
      {...ariaOf(props)}
      inputMode={spec.type === 'integer' ? 'numeric' : 'decimal'}
      value={typed.text}
      placeholder={defaultWords(spec.default)}
      readOnly={disabled}
      autoComplete="off"
      className="tabular-nums"
      onChange={(event) => change(event.target.value)}
      onBlur={typed.settle}
      after={spec.type === 'money' ? <Amount value={value} isMinor={isMinor(props)} {...workspace} /> : undefined}
    />
  )
}

function numberOrText(text: string): Json | undefined {
  return text.trim() === '' ? undefined : (readNumber(text) ?? text)
}

/** Vendors take money as a decimal or in its smallest unit. In the latter case the sum is shown beside it, so that nobody is off by a hundred. */
function Amount({ value, isMinor, currency }: { value: Json | undefined; isMinor: boolean; currency: string }) {
  if (!isMinor) return <span className="text-ink-3">{currency}</span>
  if (typeof value !== 'number') return <span className="text-ink-3">cents</span>
  return <span className="whitespace-nowrap text-ink-3">cents, {(value / 100).toFixed(2)}</span>
}

function isMinor({ spec, schema }: ValueProps): boolean {
  return /cents$/i.test(spec.name) || schema?.['type'] === 'integer'
}
