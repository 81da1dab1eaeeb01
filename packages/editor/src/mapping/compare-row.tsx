'use client'

import { standsAlone } from '@patchbay/flow/operators'
import { IconButton } from '@patchbay/ui/icon-button'
import { Select } from '@patchbay/ui/select'
import { X } from 'lucide-react'
import { useEditorScope } from '../editor-scope.tsx'
import { type Compare, withOperator } from './condition-tree.ts'
import { valuesSeen } from './emptiness.ts'
import { chainOf } from './mapped-box.tsx'
import { OperandField } from './operand-field.tsx'
import { operatorsFor } from './operators-by-type.ts'
import type { Sources } from './sources.ts'
import { useRecent } from './use-recent.ts'
import { nodeOfRef } from './value-chip.tsx'
import type { ValueType } from './value-type.ts'

export type CompareRowProps = {
  compare: Compare
  sources: Sources
  label: string
  onChange: (compare: Compare) => void
  onRemove: (() => void) | undefined
}

/** "[Total] [is at least] [100]" */
export function CompareRow({ compare, sources, label, onChange, onRemove }: CompareRowProps) {
  const { mayEdit } = useEditorScope()
  const recent = useRecent(sources)
  const chain = chainOf(compare.left)
  const type: ValueType =
    chain === null
      ? 'unknown'
      : chain.calls.length > 0
        ? typeOfChain(chain.calls.at(-1)?.id)
        : nodeOfRef(chain.ref, sources).type
  const suggestions = seenWords(compare, recent)
  return (
    <div className="flex min-w-0 items-start gap-1">
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <OperandField
          label={`${label}: value`}
          value={compare.left}
          sources={sources}
          type="unknown"
          suggestions={[]}
          wantsValue
          mayBeEmpty={false}
          onChange={(left) => onChange({ ...compare, left })}
        />
        <div className="flex min-w-0 items-start gap-1.5">
          <Select
            label={`${label}: comparison`}
            className="w-40 flex-none"
            disabled={!mayEdit}
            value={compare.operator}
            onValueChange={(operator) => onChange(withOperator(compare, operator))}
            options={operatorsFor(type, compare.operator)}
          />
          {standsAlone(compare.operator) ? null : (
            <div className="min-w-0 flex-1">
              <OperandField
                label={`${label}: compared with`}
                value={compare.right ?? { kind: 'constant', value: '' }}
                sources={sources}
                type={type === 'money' ? 'number' : type}
                suggestions={suggestions}
                wantsValue={false}
                mayBeEmpty={false}
                onChange={(right) => onChange({ ...compare, right })}
              />
            </div>
          )}
        </div>
      </div>
      {onRemove === undefined || !mayEdit ? null : (
        <IconButton
          label={`Remove ${label.toLowerCase()}`}
          size="sm"
          icon={<X size={14} strokeWidth={1.75} aria-hidden />}
          onClick={onRemove}
        />
      )}
    </div>
  )
}

/** Values that were seen on the left, to choose from on the right. */
function seenWords(compare: Compare, samples: Parameters<typeof valuesSeen>[1]): string[] {
  const chain = chainOf(compare.left)
  if (chain === null || chain.calls.length > 0) return []
  return valuesSeen(chain.ref, samples)
    .values.slice(0, 12)
    .map(({ value }) => String(value))
}

function typeOfChain(id: string | undefined): ValueType {
  const numbers = new Set([
    'count',
    'sum',
    'average',
    'biggest',
    'smallest',
    'length',
    'round',
    'daysBetween',
    'asNumber',
  ])
  return id !== undefined && numbers.has(id) ? 'number' : 'unknown'
}
