'use client'

import { Button } from '@patchbay/ui/button'
import { Facts } from '@patchbay/ui/card'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { type FormEvent, useState } from 'react'
import type { WorkspaceSettings } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useSaveSettings } from './use-save-settings.ts'

const MOST_AT_ONCE = 1_000

/** How much of this Patchbay the workspace's flows may take together; what comes on top is queued, and nothing is lost. */
export function RunsAtOnceForm({ settings }: { settings: WorkspaceSettings }) {
  const save = useSaveSettings()
  const [text, setText] = useState(String(settings.runsAtOnce))
  if (!settings.mayChange) {
    return <Facts className="px-4" items={[{ name: 'Under way at once', value: String(settings.runsAtOnce) }]} />
  }
  const runsAtOnce = Number(text)
  const fits = Number.isInteger(runsAtOnce) && runsAtOnce >= 1 && runsAtOnce <= MOST_AT_ONCE
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fits) save.mutate({ runsAtOnce })
  }
  return (
    <Form onSubmit={submit} noValidate className="flex flex-col gap-4 px-4">
      <p className="text-ink-2">
        More than these wait in the queue, and flows share the room evenly. Runs that wait for a time, an event or a
        person take none.
      </p>
      <Field
        label="Under way at once"
        error={fits ? undefined : `Give a whole number from 1 to ${MOST_AT_ONCE}.`}
        className="max-w-60"
      >
        {(control) => (
          <Input {...control} inputMode="numeric" value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <InlineTrouble error={save.error} />
      {runsAtOnce === settings.runsAtOnce ? null : (
        <div>
          <Button type="submit" variant="primary" loading={save.isPending} disabled={!fits}>
            Save how many
          </Button>
        </div>
      )}
    </Form>
  )
}
