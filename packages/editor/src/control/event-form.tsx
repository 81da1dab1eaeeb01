import type { Trigger } from '@patchbay/flow/document'
import { useEditorScope } from '../editor-scope.tsx'
import { changeEvent } from './change-trigger.ts'
import { EventChoice } from './event-choice.tsx'
import { EventParams } from './event-params.tsx'
import type { PutTrigger } from './trigger-form-types.ts'

export type EventFormProps = { stepId: string; trigger: Trigger & { type: 'event' }; put: PutTrigger }

/** An event of an app: which, and what it is narrowed down to. The account is chosen in the panel's head. */
export function EventForm({ stepId, trigger, put }: EventFormProps) {
  const scope = useEditorScope()
  const connector = scope.manifests[trigger.connector]
  const event = connector?.triggers[trigger.event]
  return (
    <>
      <EventChoice
        stepId={stepId}
        at="trigger."
        connector={trigger.connector}
        event={trigger.event}
        onChoose={(id, name) => put(changeEvent(trigger, { connector: id, event: name }, scope), 'done')}
      />
      {event === undefined ? null : (
        <p className="-mt-1.5 text-ink-3 text-small">
          {event.kind === 'poll'
            ? `${connector?.title} is asked every few minutes.`
            : `${connector?.title} tells Patchbay as it happens.`}
        </p>
      )}
      {event === undefined || event.fields.length === 0 ? null : (
        <EventParams
          key={trigger.event}
          stepId={stepId}
          path="trigger.params"
          source={trigger}
          onParams={(params, how) => put({ ...trigger, params }, how)}
        />
      )}
    </>
  )
}
