'use client'

import { Button } from '@patchbay/ui/button'
import { Form } from '@patchbay/ui/form'
import { Select } from '@patchbay/ui/select'
import { type FormEvent, useId, useState } from 'react'
import type { StoredData, WorkspaceSettings } from '../../trpc/types.ts'
import { useSaveSettings } from '../settings/use-save-settings.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'
import { KEPT_PARTS, type KeptField, type KeptPart } from './kept-parts.ts'

const OFFERED = [1, 3, 7, 14, 30, 60, 90, 180, 365]
type Days = Record<KeptField, number | null>

const daysOf = (settings: WorkspaceSettings): Days => ({
  keepPayloadDays: settings.keepPayloadDays,
  keepSucceededDays: settings.keepSucceededDays,
  keepFailedDays: settings.keepFailedDays,
  keepMetadataDays: settings.keepMetadataDays,
  keepKeyDays: settings.keepKeyDays,
})

/** The worker removes by it once an hour. What is open is never removed. */
export function KeepForm({ settings, stored }: { settings: WorkspaceSettings; stored: StoredData | null }) {
  const save = useSaveSettings()
  const before = daysOf(settings)
  const [days, setDays] = useState(before)
  const changed = KEPT_PARTS.some(({ field }) => days[field] !== before[field])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(days)
  }
  return (
    <Form onSubmit={submit} className="flex flex-col">
      <p className="px-4 pb-2 text-ink-2">
        What is past its time goes within the hour. Nothing of a run that is still open is ever removed
        {stored === null || stored.open === 0 ? '.' : `: ${counted(stored.open, 'run')} now.`}
        {settings.mayChange ? null : ' Owners and admins change this.'}
      </p>
      <ul>
        {KEPT_PARTS.map((part) => (
          <Part
            key={part.field}
            part={part}
            settings={settings}
            stored={stored}
            value={days[part.field]}
            onChange={(value) => setDays({ ...days, [part.field]: value })}
          />
        ))}
      </ul>
      <div className="flex flex-col gap-2 px-4 pt-3 empty:hidden">
        <InlineTrouble error={save.error} />
        {changed ? (
          <div className="flex gap-2">
            <Button type="submit" variant="primary" loading={save.isPending}>
              Save how long
            </Button>
            <Button variant="quiet" onClick={() => setDays(before)}>
              As it was
            </Button>
          </div>
        ) : null}
      </div>
    </Form>
  )
}

type PartProps = {
  part: KeptPart
  settings: WorkspaceSettings
  stored: StoredData | null
  value: number | null
  onChange: (days: number | null) => void
}

function Part({ part, settings, stored, value, onChange }: PartProps) {
  const id = useId()
  const most = part.most(settings)
  const longest = part.longest(settings)
  const now = stored === null ? null : part.now(stored)
  const days = [...new Set([...OFFERED, ...(value === null ? [] : [value])])].filter(
    (one) => one >= part.fewest && (one < most || one === value),
  )
  const options = [
    ...days.toSorted((a, b) => a - b).map((one) => ({ value: String(one), label: counted(one, 'day') })),
    { value: 'most', label: longest },
  ]
  return (
    <li className="grid items-center gap-x-6 gap-y-2 border-line border-t px-4 py-3 md:grid-cols-[minmax(0,1fr)_250px]">
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {part.title}
        </label>
        <p className="text-ink-2 text-small">{part.what}</p>
        {now === null ? null : <p className="text-ink-3 text-small tabular-nums">{now}</p>}
      </div>
      {settings.mayChange ? (
        <Select
          id={id}
          label={part.title}
          value={value === null ? 'most' : String(value)}
          onValueChange={(next) => onChange(next === 'most' ? null : Number(next))}
          options={options}
        />
      ) : (
        <span id={id}>{value === null ? longest : counted(value, 'day')}</span>
      )}
    </li>
  )
}
