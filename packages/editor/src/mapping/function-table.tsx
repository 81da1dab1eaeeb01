'use client'

import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Plus, X } from 'lucide-react'

/** The rows of a table in a function's form; the first input carries the label's id. */
export function FunctionTable({
  id,
  rows,
  onChange,
}: {
  id: string
  rows: readonly [string, string][]
  onChange: (rows: [string, string][]) => void
}) {
  const set = (index: number, row: [string, string]) => onChange(rows.map((one, at) => (at === index ? row : one)))
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {rows.map(([when, to], index) => (
        // Rows are told apart by where they stand: two may say the same while one types.
        <div key={index} className="flex items-center gap-1">
          <Input
            {...(index === 0 ? { id } : {})}
            className="h-7"
            aria-label={`Value ${index + 1}`}
            value={when}
            onChange={(event) => set(index, [event.target.value, to])}
          />
          <Input
            className="h-7"
            aria-label={`Value ${index + 1} becomes`}
            value={to}
            onChange={(event) => set(index, [when, event.target.value])}
          />
          <IconButton
            label={`Remove value ${index + 1}`}
            size="sm"
            icon={<X size={13} strokeWidth={1.75} aria-hidden />}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="sm"
        variant="quiet"
        icon={<Plus size={14} strokeWidth={1.75} aria-hidden />}
        onClick={() => onChange([...rows, ['', '']])}
      >
        Add a value
      </Button>
    </div>
  )
}
