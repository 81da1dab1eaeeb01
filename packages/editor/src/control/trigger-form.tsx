import type { Trigger, TriggerStep } from '@patchbay/flow/document'
import { Select } from '@patchbay/ui/select'
import { type ReactNode, useRef } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { FormField, ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { Late } from '../inspector/late.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { newTrigger } from './change-trigger.ts'
import { EventForm } from './event-form.tsx'
import { CallForm } from './late-forms.ts'
import { ManualForm } from './manual-form.tsx'
import { ScheduleForm } from './schedule-form.tsx'
import type { PutTrigger } from './trigger-form-types.ts'
import { WebhookForm } from './webhook-form.tsx'

export type TriggerFormProps = {
  step: TriggerStep
  /** The address of a webhook, its secret, its subscription: what the page knows beyond the draft. */
  address?: ReactNode
}

/** What starts the flow. Going to another kind and back finds the settings as they were. */
export function TriggerForm({ step, address }: TriggerFormProps) {
  const scope = useEditorScope()
  const { apply, mayEdit, workspace } = scope
  const draft = useDraft<Trigger>(step.trigger, (trigger) => apply({ kind: 'setTrigger', stepId: step.id, trigger }))
  const trigger = draft.value
  const left = useRef<Partial<Record<Trigger['type'], Trigger>>>({})
  const changeType = (type: Trigger['type']) => {
    if (type === trigger.type) return
    left.current[trigger.type] = trigger
    draft.change(left.current[type] ?? newTrigger(type, { ...scope, timeZone: workspace.timeZone }), 'done')
  }
  return (
    <EditFrame className="grid grid-cols-1 gap-3.75 px-4 py-3.5" onLeave={draft.flush}>
      <FormField stepId={step.id} path="trigger.type" label="The flow starts when">
        {(control) => (
          <Select {...control} value={trigger.type} options={TYPES} disabled={!mayEdit} onValueChange={changeType} />
        )}
      </FormField>
      <Settings stepId={step.id} trigger={trigger} put={draft.change} address={address} />
      <ProblemLine stepId={step.id} path="trigger" />
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}

type SettingsProps = { stepId: string; trigger: Trigger; put: PutTrigger; address: ReactNode }

function Settings({ stepId, trigger, put, address }: SettingsProps) {
  switch (trigger.type) {
    case 'event':
      return (
        <>
          <EventForm stepId={stepId} trigger={trigger} put={put} />
          {address}
        </>
      )
    case 'webhook':
      return <WebhookForm stepId={stepId} trigger={trigger} put={put} address={address} />
    case 'schedule':
      return <ScheduleForm stepId={stepId} trigger={trigger} put={put} />
    case 'manual':
      return (
        <>
          <ManualForm stepId={stepId} trigger={trigger} put={put} />
          {address}
        </>
      )
    case 'call':
      return (
        <Late>
          <CallForm stepId={stepId} trigger={trigger} put={put} />
        </Late>
      )
    case 'api':
      return (
        <>
          <p className="text-ink-2">
            Another program starts it with an API key of this workspace. What it sends is the first value that later
            steps can use.
          </p>
          {address}
        </>
      )
  }
}

const TYPES: { value: Trigger['type']; label: string; help: string }[] = [
  { value: 'event', label: 'Something happens in an app', help: 'An order is paid, a parcel is delivered' },
  { value: 'webhook', label: 'A web address is called', help: 'For systems that have no app here' },
  { value: 'schedule', label: 'A time comes round', help: 'Every morning, every 15 minutes' },
  { value: 'manual', label: 'Somebody starts it by hand', help: 'With a form that you make' },
  { value: 'api', label: 'Another program starts it', help: 'By the API of Patchbay' },
  { value: 'call', label: 'Another flow starts it', help: 'By a step “Run another flow”' },
]
