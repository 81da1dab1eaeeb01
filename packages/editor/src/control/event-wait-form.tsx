import type { EventStep } from '@patchbay/flow/document'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { roughWords } from '../inspector/durations.ts'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { FormField, ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { InlineDuration, Sentence } from '../inspector/sentence.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { changeEvent } from './change-trigger.ts'
import { differing } from './differing.ts'
import { EventChoice } from './event-choice.tsx'
import { eventLeaves } from './event-leaves.ts'
import { EventParams } from './event-params.tsx'
import { plainField, plainForm } from './plain-form.ts'

type Settings = Pick<
  EventStep,
  'connector' | 'event' | 'connectionId' | 'params' | 'match' | 'timeoutMs' | 'lookBackMs'
>

/** Which event it waits for, how that is known to be this run's, and how long. The account is chosen in the head. */
export function EventWaitForm({ step }: { step: EventStep }) {
  const scope = useEditorScope()
  const { apply, manifests } = scope
  const { connector, event, connectionId, params, match, timeoutMs, lookBackMs } = step
  const saved: Settings = { connector, event, connectionId, params, match, timeoutMs, lookBackMs }
  const draft = useDraft<Settings>(saved, (settings) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'event', ...differing(saved, settings) } }),
  )
  const now = draft.value
  const put = (change: Partial<Settings>, how: 'typed' | 'done') => draft.change({ ...now, ...change }, how)
  const trigger = manifests[now.connector]?.triggers[now.event]
  const choose = (id: string, name: string) => {
    const to = changeEvent({ type: 'event', ...now }, { connector: id, event: name }, scope)
    const next = { connector: to.connector, event: to.event, connectionId: to.connectionId, params: to.params }
    put({ ...next, match: { ...now.match, path: '' } }, 'done')
  }
  return (
    <EditFrame className="grid grid-cols-1 gap-3.75" onLeave={draft.flush}>
      <EventChoice stepId={step.id} at="" connector={now.connector} event={now.event} onChoose={choose} />
      {trigger === undefined || trigger.fields.length === 0 ? null : (
        <EventParams
          key={now.event}
          stepId={step.id}
          path="params"
          source={now}
          onParams={(next, how) => put({ params: next }, how)}
        />
      )}
      <Match step={step} now={now} put={put} />
      <Limits stepId={step.id} now={now} put={put} />
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}

type PartProps = { now: Settings; put: (change: Partial<Settings>, how: 'typed' | 'done') => void }

/** An event is this run's when one of its values is one of the run's. */
function Match({ step, now, put }: PartProps & { step: EventStep }) {
  const { apply, manifests, mayEdit } = useEditorScope()
  const schema = manifests[now.connector]?.triggers[now.event]?.output ?? null
  const leaves = useMemo(() => eventLeaves(schema), [schema])
  const known = leaves.some(({ path }) => path === now.match.path)
  return (
    <section aria-label="Which event is this run’s" className="border-line border-t pt-2.5">
      <h3 className="mb-1.5 font-medium">It is this run’s event when</h3>
      <div className="grid grid-cols-1 gap-2.5">
        <FormField stepId={step.id} path="match.path" label="The event’s" required>
          {(control) =>
            leaves.length === 0 ? (
              <Input
                {...control}
                value={now.match.path}
                placeholder="order.id"
                spellCheck={false}
                readOnly={!mayEdit}
                className="[&>input]:font-mono"
                onChange={(event) => put({ match: { ...now.match, path: event.target.value } }, 'typed')}
              />
            ) : (
              <Select
                {...control}
                value={now.match.path === '' ? null : now.match.path}
                placeholder="Choose a value of the event"
                disabled={!mayEdit}
                options={[
                  ...leaves.map(({ path, label }) => ({ value: path, label })),
                  ...(known || now.match.path === '' ? [] : [{ value: now.match.path, label: now.match.path }]),
                ]}
                onValueChange={(path) => put({ match: { ...now.match, path } }, 'done')}
              />
            )
          }
        </FormField>
        <FieldSlot
          stepId={step.id}
          field={plainField('equals', 'Equals', {
            required: true,
            help: 'A value of this run: the order’s number, the tracking code.',
          })}
          path="match.equals"
          schema={null}
          value={isNothing(step) ? undefined : step.match.equals}
          save={(equals) =>
            apply({
              kind: 'setSettings',
              stepId: step.id,
              settings: {
                kind: 'event',
                match: { path: now.match.path, equals: equals ?? { kind: 'constant', value: null } },
              },
            })
          }
          form={plainForm}
        />
      </div>
    </section>
  )
}

const isNothing = ({ match }: EventStep) => match.equals.kind === 'constant' && match.equals.value === null

function Limits({ stepId, now, put }: PartProps & { stepId: string }) {
  const { mayEdit } = useEditorScope()
  return (
    <section aria-label="How long it waits" className="border-line border-t pt-2">
      <Sentence>
        <span data-field="timeoutMs">
          Waits at most{' '}
          <InlineDuration
            label="Longest wait"
            valueMs={now.timeoutMs}
            units={['min', 'h', 'days']}
            disabled={!mayEdit}
            onChange={(timeoutMs) => put({ timeoutMs }, 'typed')}
          />
          , then leaves by “After {roughWords(now.timeoutMs)}”.
        </span>
      </Sentence>
      <Sentence>
        <span data-field="lookBackMs">
          An event that came up to{' '}
          <InlineDuration
            label="How far back it looks"
            valueMs={now.lookBackMs}
            units={['s', 'min', 'h', 'days']}
            disabled={!mayEdit}
            onChange={(lookBackMs) => put({ lookBackMs }, 'typed')}
          />{' '}
          before the run began counts too.
        </span>
      </Sentence>
      <ProblemLine stepId={stepId} path="timeoutMs" />
      <ProblemLine stepId={stepId} path="lookBackMs" />
      <p className="mt-1 text-ink-3 text-small">
        What comes while the run is still busy above is kept for it, however long that takes: an event that is early is
        not missed. What came before the run began is kept for as long as this step looks back, from publishing on.
      </p>
    </section>
  )
}
