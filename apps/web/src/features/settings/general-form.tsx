'use client'

import { Button } from '@patchbay/ui/button'
import { Facts } from '@patchbay/ui/card'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { type FormEvent, useMemo, useState } from 'react'
import type { WorkspaceSettings } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { currencyChoices, zoneChoices } from './choices.ts'
import { useSaveSettings } from './use-save-settings.ts'

const MAIL_WORDS = {
  smtp: 'By the mail server of this Patchbay',
  mail_room: 'Into the mail room, since no mail server is set',
  off: 'Nowhere: no mail server is set (PATCHBAY_SMTP_URL)',
} as const

export function GeneralForm({ settings }: { settings: WorkspaceSettings }) {
  if (settings.mayChange) return <GeneralFields settings={settings} />
  return (
    <Facts
      className="px-4"
      items={[
        { name: 'Name', value: settings.name },
        { name: 'Time zone', value: settings.timeZone },
        { name: 'Currency', value: settings.currency },
        ...fixedFacts(settings),
      ]}
    />
  )
}

const fixedFacts = (settings: WorkspaceSettings) => [
  { name: 'Mail goes', value: MAIL_WORDS[settings.mail] },
  { name: 'Sandbox', value: settings.sandbox ? 'On' : 'Switched off on this Patchbay' },
]

function GeneralFields({ settings }: { settings: WorkspaceSettings }) {
  const save = useSaveSettings()
  const [name, setName] = useState(settings.name)
  const [timeZone, setTimeZone] = useState(settings.timeZone)
  const [currency, setCurrency] = useState(settings.currency)
  const zones = useMemo(() => zoneChoices(settings.timeZone), [settings.timeZone])
  const currencies = useMemo(() => currencyChoices(settings.currency), [settings.currency])
  const changed = name !== settings.name || timeZone !== settings.timeZone || currency !== settings.currency
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') save.mutate({ name, timeZone, currency })
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4 px-4">
      <Field label="Name" error={name.trim() === '' ? 'A workspace needs a name.' : undefined} className="max-w-100">
        {(control) => (
          <Input {...control} maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <div className="grid max-w-180 gap-4 md:grid-cols-2">
        <Field label="Time zone" help="Dates in mappings and new schedules go by it.">
          {(control) => <Select {...control} value={timeZone} onValueChange={setTimeZone} options={zones} />}
        </Field>
        <Field label="Currency" help="Amounts without one of their own are in it.">
          {(control) => <Select {...control} value={currency} onValueChange={setCurrency} options={currencies} />}
        </Field>
      </div>
      <Facts items={fixedFacts(settings)} />
      <InlineTrouble error={save.error} />
      <div>
        <Button type="submit" variant="primary" loading={save.isPending} disabled={!changed}>
          Save
        </Button>
      </div>
    </Form>
  )
}
