'use client'

import { Button } from '@patchbay/ui/button'
import { Field } from '@patchbay/ui/field'
import { Input } from '@patchbay/ui/input'
import { type FormEvent, useState } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useSwitchFlow } from './use-switch-flow.ts'

export type SwitchOffFormProps = {
  flow: { id: string; name: string }
  onDone: () => void
  /** In the table the field and the buttons stand in one line. */
  inline?: boolean
}

/** Off always has a reason, which everybody sees; new events are then refused, recorded, and can be replayed. */
export function SwitchOffForm({ flow, onDone, inline = false }: SwitchOffFormProps) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const change = useSwitchFlow()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') setMissing(true)
    else change.mutate({ id: flow.id, enabled: false, reason: reason.trim() }, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} className={inline ? 'flex flex-wrap items-end gap-x-4 gap-y-2' : 'flex flex-col gap-4'}>
      <Field
        label="Why"
        aside={inline ? undefined : 'everybody sees it'}
        error={missing && reason.trim() === '' ? 'Say why, so that colleagues know.' : undefined}
        help={inline ? undefined : 'New events are answered, recorded as refused, and can be replayed afterwards.'}
        className={inline ? 'min-w-60 flex-1' : ''}
      >
        {(control) => (
          <Input
            {...control}
            autoFocus
            value={reason}
            maxLength={500}
            placeholder="Carrier strike until Monday"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <InlineTrouble error={change.error} className={inline ? 'w-full' : ''} />
      <div className="flex items-center justify-end gap-2">
        <Button variant="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" variant="equal" loading={change.isPending}>
          Switch off
        </Button>
      </div>
    </form>
  )
}
