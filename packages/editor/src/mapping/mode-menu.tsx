'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import { Menu } from '@patchbay/ui/menu'
import { ChevronDown } from 'lucide-react'
import { type Mode, modeWord } from './modes.ts'

const helpOf: Record<Mode, string> = {
  fixed: 'The same every time',
  mapped: 'A value from an earlier step',
  text: 'Words with values in them',
  valueMap: 'A table of what becomes what',
  expression: 'A formula in JSONata',
  each: 'One for each item of a list',
  fields: 'Each of its fields from somewhere',
}

/** At the right end of a field's label: how it gets its value. */
export function ModeMenu({
  field,
  mode,
  takesText,
  onMode,
  disabled,
}: {
  field: FieldSpec
  mode: Mode
  takesText: boolean
  onMode: (mode: Mode) => void
  disabled: boolean
}) {
  if (disabled) return <span className="font-medium text-ink-3 text-meta">{modeWord[mode]}</span>
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`${field.label} is ${modeWord[mode].toLowerCase()}. Change`}
          className="flex min-h-6 items-center gap-[3px] rounded-1 py-0.5 pr-0.5 pl-1.5 font-medium text-ink-3 text-meta hover:bg-shade hover:text-ink"
        >
          {modeWord[mode]}
          <ChevronDown size={12} strokeWidth={1.75} aria-hidden="true" />
        </button>
      }
      items={modesOf(field, takesText).map((one) => ({
        label: modeWord[one],
        help: helpOf[one],
        checked: one === mode,
        onSelect: () => onMode(one),
        ...(one === 'mapped' ? { keys: 'M' } : {}),
      }))}
    />
  )
}

function modesOf({ type }: FieldSpec, takesText: boolean): Mode[] {
  if (type === 'list') return ['fixed', 'mapped', 'each', 'expression']
  if (type === 'object') return ['fixed', 'mapped', 'fields', 'expression']
  if (type === 'map' || type === 'json' || type === 'file') return ['fixed', 'mapped', 'fields', 'expression']
  if (takesText && type !== 'choice' && type !== 'date' && type !== 'dateTime')
    return ['fixed', 'mapped', 'text', 'valueMap', 'expression']
  return ['fixed', 'mapped', 'valueMap', 'expression']
}
