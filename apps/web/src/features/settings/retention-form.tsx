'use client'

import { Button } from '@patchbay/ui/button'
import { Facts } from '@patchbay/ui/card'
import { Field } from '@patchbay/ui/field'
import { Select } from '@patchbay/ui/select'
import { type FormEvent, useState } from 'react'
import type { WorkspaceSettings } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { counted } from '../shared/words.ts'
import { useSaveSettings } from './use-save-settings.ts'

const OFFERED = [1, 7, 14, 30, 60, 90, 180, 365]

const daysWords = (days: number | null, most: number): string =>
  days === null || days >= most ? `${counted(most, 'day')}, as long as this Patchbay keeps them` : counted(days, 'day')

/** The worker removes by it once an hour. What is open is never removed. */
export function RetentionForm({ settings }: { settings: WorkspaceSettings }) {
  const save = useSaveSettings()
  const { mostDays } = settings
  const [succeeded, setSucceeded] = useState(settings.keepSucceededDays)
  const [failed, setFailed] = useState(settings.keepFailedDays)
  if (!settings.mayChange) {
    return (
      <Facts
        className="px-4"
        items={[
          { name: 'Succeeded', value: daysWords(settings.keepSucceededDays, mostDays) },
          { name: 'All others', value: daysWords(settings.keepFailedDays, mostDays) },
        ]}
      />
    )
  }
  const changed = succeeded !== settings.keepSucceededDays || failed !== settings.keepFailedDays
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ keepSucceededDays: succeeded, keepFailedDays: failed })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 px-4">
      <p className="text-ink-2">
        After that a finished run goes, with what it sent and got back. What is open is never removed.
      </p>
      <div className="grid max-w-180 gap-4 md:grid-cols-2">
        <Days label="Runs that succeeded" value={succeeded} most={mostDays} onChange={setSucceeded} />
        <Days label="Runs that failed or were cancelled" value={failed} most={mostDays} onChange={setFailed} />
      </div>
      <InlineTrouble error={save.error} />
      {changed ? (
        <div>
          <Button type="submit" variant="primary" loading={save.isPending}>
            Save how long
          </Button>
        </div>
      ) : null}
    </form>
  )
}

type DaysProps = { label: string; value: number | null; most: number; onChange: (days: number | null) => void }

function Days({ label, value, most, onChange }: DaysProps) {
  const days = [...new Set([...OFFERED, ...(value === null ? [] : [value])])].filter((one) => one < most)
  const options = [
    ...days.toSorted((a, b) => a - b).map((one) => ({ value: String(one), label: daysWords(one, most) })),
    { value: 'most', label: daysWords(null, most) },
  ]
  const shown = value === null || value >= most ? 'most' : String(value)
  return (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={shown}
          onValueChange={(next) => onChange(next === 'most' ? null : Number(next))}
          options={options}
        />
      )}
    </Field>
  )
}
