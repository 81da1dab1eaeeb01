'use client'

import { Button } from '@patchbay/ui/button'
import { cn } from '@patchbay/ui/cn'
import { Field } from '@patchbay/ui/field'
import { Form } from '@patchbay/ui/form'
import { Input } from '@patchbay/ui/input'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { type FormEvent, useState } from 'react'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { CalledBy } from './called-by.tsx'
import { useSwitchFlow } from './use-switch-flow.ts'

export type SwitchOffFormProps = {
  flow: { id: string; name: string }
  onDone: () => void
  /** In the table the fields and the buttons stand in one line. */
  inline?: boolean
}

type NewEvents = 'hold' | 'refuse'

/** Off always has a reason, which everybody sees, and says what becomes of new events meanwhile. */
export function SwitchOffForm({ flow, onDone, inline = false }: SwitchOffFormProps) {
  const [reason, setReason] = useState('')
  const [newEvents, setNewEvents] = useState<NewEvents>('hold')
  const [missing, setMissing] = useState(false)
  const change = useSwitchFlow()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') setMissing(true)
    else change.mutate({ id: flow.id, enabled: false, reason: reason.trim(), newEvents }, { onSuccess: onDone })
  }
  return (
    <Form onSubmit={submit} className={cn('flex', inline ? 'flex-wrap items-start gap-x-6 gap-y-3' : 'flex-col gap-4')}>
      <Field
        label="Why"
        required
        aside="everybody sees it"
        error={missing && reason.trim() === '' ? 'Say why, so that colleagues know.' : undefined}
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
      <div>
        <p className="mb-1.5 font-medium" aria-hidden="true">
          New events meanwhile
        </p>
        <RadioTiles<NewEvents>
          label="New events meanwhile"
          look="plain"
          value={newEvents}
          onValueChange={setNewEvents}
          tiles={[
            { value: 'hold', label: 'Hold them, and run them afterwards' },
            { value: 'refuse', label: 'Refuse them; they can be replayed' },
          ]}
        />
      </div>
      <CalledBy flowId={flow.id} className={inline ? 'w-full' : ''} />
      <InlineTrouble error={change.error} className={inline ? 'order-last w-full' : ''} />
      <div className={cn('flex items-center justify-end gap-2', inline && 'self-end')}>
        <Button variant="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" variant="equal" loading={change.isPending}>
          Switch off
        </Button>
      </div>
    </Form>
  )
}
