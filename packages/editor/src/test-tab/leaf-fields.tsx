'use client'

import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { Checkbox } from '@patchbay/ui/checkbox'
import { Field } from '@patchbay/ui/field'
import { Input } from '@patchbay/ui/input'
import { type Leaf, leavesOf, withLeaf } from './item-leaves.ts'

type LeafFieldsProps = { item: Json; schema: JsonSchema | null; onItem: (item: Json) => void }

/** The values of an event as a form: each keeps its kind, an emptied one is nothing. */
export function LeafFields({ item, schema, onItem }: LeafFieldsProps) {
  const leaves = leavesOf(item, schema)
  if (leaves.length === 0)
    return <p className="text-ink-2">There is no value to fill in. Paste an event as JSON instead.</p>
  return (
    <div className="grid max-h-80 grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-x-3 gap-y-2 overflow-y-auto p-0.5">
      {leaves.map((leaf) => (
        <LeafField
          key={leaf.path.join('.')}
          leaf={leaf}
          onValue={(value) => onItem(withLeaf(item, leaf.path, value))}
        />
      ))}
    </div>
  )
}

function LeafField({ leaf, onValue }: { leaf: Leaf; onValue: (value: Json) => void }) {
  const { label, value } = leaf
  if (typeof value === 'boolean')
    return (
      <span className="flex items-end pb-1.5">
        <Checkbox checked={value} onCheckedChange={(checked) => onValue(checked === true)}>
          {label}
        </Checkbox>
      </span>
    )
  return (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          value={value === null ? '' : String(value)}
          placeholder={value === null ? 'empty' : undefined}
          inputMode={typeof value === 'number' ? 'decimal' : undefined}
          onChange={(event) => onValue(readAs(value, event.target.value))}
        />
      )}
    </Field>
  )
}

function readAs(before: Leaf['value'], text: string): Json {
  if (text === '') return null
  if (typeof before !== 'number') return text
  const read = Number(text)
  return Number.isNaN(read) ? text : read
}
