import type { Gather, RunOrder, RunRules, TriggerStep } from '@patchbay/flow/document'
import { Input } from '@patchbay/ui/input'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { FormField, ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { Section } from '../inspector/section.tsx'
import { InlineNumber, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { GatherForm } from './gather-form.tsx'
import { plainField, plainForm } from './plain-form.ts'
import { entityOf, type OrderWay, orderWay, tidyRules, usualOrder, withOrderWay } from './run-rules.ts'

export type PutRules = (rules: RunRules, how: 'typed' | 'done') => void

/** How events become runs: in which order, several together, how many at once. */
export function RunRulesForm({ step }: { step: TriggerStep }) {
  const { apply } = useEditorScope()
  const save = (runs: RunRules) => apply({ kind: 'setTriggerRules', stepId: step.id, runs: tidyRules(runs) })
  const draft = useDraft<RunRules>(step.runs ?? {}, save)
  const rules = draft.value
  const setGather = (gather: Gather | undefined, how: 'typed' | 'done') => draft.change({ ...rules, gather }, how)
  return (
    <EditFrame onLeave={draft.flush} field="runs">
      {carriesNothing(step) && rules.order === undefined ? null : (
        <Section title="Order" note="which runs wait for one another">
          <OrderForm step={step} rules={rules} put={draft.change} />
        </Section>
      )}
      {(carriesNothing(step) || step.trigger.type === 'call') && rules.gather === undefined ? null : (
        <Section title="Gathering" note="several events, one run">
          <GatherForm step={step} gather={rules.gather} put={setGather} />
        </Section>
      )}
      <Section title="At once">
        <AtOnce rules={rules} put={draft.change} />
        <ProblemLine stepId={step.id} path="runs.atOnce" />
      </Section>
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}

/** A tick of the clock says nothing by which runs could be told apart; the schedule itself says what happens when two meet. */
const carriesNothing = ({ trigger }: TriggerStep): boolean => trigger.type === 'schedule'

type PartProps = { step: TriggerStep; rules: RunRules; put: PutRules }

function OrderForm({ step, rules, put }: PartProps) {
  const { manifests, mayEdit } = useEditorScope()
  const { entity, versioned } = entityOf(step, manifests)
  const way = orderWay(rules, entity)
  const order = rules.order ?? usualOrder
  const set = (change: Partial<RunOrder>, how: 'typed' | 'done') =>
    put({ ...rules, order: { ...order, ...change } }, how)
  const ways: { value: OrderWay; label: string }[] = [
    ...(entity === null ? [] : [{ value: 'entity' as const, label: `one at a time for the same ${entity}` }]),
    { value: 'value', label: 'one at a time for the same value' },
    { value: 'none', label: 'in no order, side by side' },
  ]
  return (
    <div data-field="runs.order">
      <Sentence>
        Runs go{' '}
        <InlineSelect
          label="How runs follow one another"
          value={way}
          disabled={!mayEdit}
          options={ways}
          onChange={(next) => put(withOrderWay(rules, next, entity), 'done')}
        />
        {way === 'none' ? '.' : ', in the order of their events.'}
      </Sentence>
      {way === 'value' ? <OrderKey step={step} order={order} /> : null}
      {way === 'none' ? null : <WhileOpen order={order} versioned={versioned} set={set} />}
      {way === 'none' ? null : <SharedQueue stepId={step.id} order={order} set={set} />}
      <ProblemLine stepId={step.id} path="runs.order" />
    </div>
  )
}

function OrderKey({ step, order }: { step: TriggerStep; order: RunOrder }) {
  const { apply } = useEditorScope()
  const isUnset = order.key?.kind === 'constant' && order.key.value === null
  return (
    <div className="my-2">
      <FieldSlot
        stepId={step.id}
        field={plainField('key', 'The value', {
          required: true,
          help: 'Of the event: the order’s number, the customer.',
        })}
        path="runs.order.key"
        schema={null}
        value={isUnset ? undefined : (order.key ?? undefined)}
        save={(key) => {
          const next = { ...order, key: key ?? ({ kind: 'constant', value: null } as const) }
          return apply({ kind: 'setTriggerRules', stepId: step.id, runs: { ...step.runs, order: next } })
        }}
        form={plainForm}
      />
    </div>
  )
}

type Set = (change: Partial<RunOrder>, how: 'typed' | 'done') => void

function WhileOpen({ order, versioned, set }: { order: RunOrder; versioned: boolean; set: Set }) {
  const { mayEdit } = useEditorScope()
  return (
    <>
      <Sentence>
        While one of them is open, the next{' '}
        <InlineSelect
          label="While one is open"
          value={order.whenOpen}
          disabled={!mayEdit}
          options={[
            { value: 'queue', label: 'waits for it' },
            { value: 'replace', label: 'takes its place' },
            { value: 'drop', label: 'is left out' },
          ]}
          onChange={(whenOpen) => set({ whenOpen }, 'done')}
        />
        .
      </Sentence>
      {order.whenOpen === 'replace' ? (
        <p className="text-ink-3 text-small">The open run is cancelled; what it has done stays as it is.</p>
      ) : null}
      {versioned ? (
        <Sentence>
          An event that tells of an older state than one before it{' '}
          <InlineSelect
            label="An event of an older state"
            value={order.olderVersion}
            disabled={!mayEdit}
            options={[
              { value: 'skip', label: 'is left out' },
              { value: 'run', label: 'runs all the same' },
            ]}
            onChange={(olderVersion) => set({ olderVersion }, 'done')}
          />
          .
        </Sentence>
      ) : null}
    </>
  )
}

function SharedQueue({ stepId, order, set }: { stepId: string; order: RunOrder; set: Set }) {
  const { mayEdit } = useEditorScope()
  return (
    <>
      <Sentence>
        They wait for runs of{' '}
        <InlineSelect
          label="Whose runs they wait for"
          value={order.queue === null ? 'own' : 'shared'}
          disabled={!mayEdit}
          options={[
            { value: 'own', label: 'this flow only' },
            { value: 'shared', label: 'all flows of a queue' },
          ]}
          onChange={(next) => set({ queue: next === 'own' ? null : 'orders' }, 'done')}
        />
        .
      </Sentence>
      {order.queue === null ? null : (
        <FormField
          stepId={stepId}
          path="runs.order.queue"
          label="Name of the queue"
          help="Flows that give the same name share it: their runs with the same value go one at a time."
        >
          {(control) => (
            <Input
              {...control}
              value={order.queue ?? ''}
              maxLength={80}
              readOnly={!mayEdit}
              onChange={(event) => set({ queue: event.target.value }, 'typed')}
            />
          )}
        </FormField>
      )}
    </>
  )
}

function AtOnce({ rules, put }: Omit<PartProps, 'step'>) {
  const { mayEdit } = useEditorScope()
  const { atOnce } = rules
  return (
    <Sentence>
      <span data-field="runs.atOnce">
        Runs of this flow under way at once:{' '}
        <InlineSelect
          label="How many runs at once"
          value={atOnce === undefined ? 'all' : 'limit'}
          disabled={!mayEdit}
          options={[
            { value: 'all', label: 'as many as the workspace may have' },
            { value: 'limit', label: 'at most' },
          ]}
          onChange={(next) => put({ ...rules, atOnce: next === 'all' ? undefined : 10 }, 'done')}
        />
        {atOnce === undefined ? null : (
          <>
            {' '}
            <InlineNumber
              label="Runs at once at most"
              value={atOnce}
              disabled={!mayEdit}
              onChange={(next) => put({ ...rules, atOnce: next }, 'typed')}
            />
          </>
        )}
        .
      </span>
    </Sentence>
  )
}
