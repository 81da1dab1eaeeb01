import type { Json } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { textOf } from './text-value.tsx'
import type { ValueProps } from './value-props.ts'

type Row = { name: string; value: string }

/** Names and values that the person makes up, all fixed. Rows without a name, or with one taken, wait until they have their own. */
export function MapValue({ value, onChange, spec, disabled, id, labelledBy, describedBy }: ValueProps) {
  const [edited, setEdited] = useState<Row[] | null>(null)
  const read = (rows: Row[]) => {
    const named = rows.filter((row, index) => isOwn(rows, index) && row.name !== '')
    if (named.length === 0 && !spec.required) return undefined
    return Object.fromEntries(named.map((row) => [row.name, row.value]))
  }
  // The rows as edited, until the value is another one: undo, or a colleague.
  const holds = edited !== null && JSON.stringify(read(edited)) === JSON.stringify(value)
  const rows = holds ? edited : rowsOf(value)
  const put = (next: Row[]) => {
    setEdited(next)
    onChange(read(next))
  }
  return (
    <fieldset
      id={id}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="grid grid-cols-1 min-w-0 gap-2"
    >
      {rows.map((row, index) => (
        <MapRow
          key={index}
          row={row}
          index={index}
          wrong={!isOwn(rows, index)}
          disabled={disabled}
          onRow={(next) => put(rows.with(index, next))}
          onRemove={() => put(rows.toSpliced(index, 1))}
        />
      ))}
      {rows.some((_, index) => !isOwn(rows, index)) ? (
        <p className="text-bad text-small">Two rows have the same name. Rename one, or it is not kept.</p>
      ) : null}
      {disabled ? null : (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => put([...rows, { name: '', value: '' }])}
          >
            {rows.length === 0 ? 'Add' : 'Add another'}
          </Button>
        </div>
      )}
    </fieldset>
  )
}

type MapRowProps = {
  row: Row
  index: number
  wrong: boolean
  disabled: boolean
  onRow: (row: Row) => void
  onRemove: () => void
}

function MapRow({ row, index, wrong, disabled, onRow, onRemove }: MapRowProps) {
  return (
    <div className="flex items-center gap-1.5">
      <Input
        aria-label={`Name ${index + 1}`}
        aria-invalid={wrong || undefined}
        className="flex-[2]"
        value={row.name}
        placeholder="Name"
        readOnly={disabled}
        onChange={(event) => onRow({ ...row, name: event.target.value })}
      />
      <Input
        aria-label={row.name === '' ? `Value ${index + 1}` : `Value of ${row.name}`}
        className="flex-[3]"
        value={row.value}
        placeholder="Value"
        readOnly={disabled}
        onChange={(event) => onRow({ ...row, value: event.target.value })}
      />
      {disabled ? null : (
        <IconButton
          label={row.name === '' ? `Remove row ${index + 1}` : `Remove ${row.name}`}
          size="sm"
          icon={<X size={14} strokeWidth={1.75} />}
          onClick={onRemove}
        />
      )}
    </div>
  )
}

function rowsOf(value: Json | undefined): Row[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).map(([name, inner]) => ({ name, value: textOf(inner) }))
}

/** Whether no earlier row has its name. */
function isOwn(rows: readonly Row[], index: number): boolean {
  const name = rows[index]?.name ?? ''
  return name === '' || rows.findIndex((row) => row.name === name) === index
}
