import type { Gather, TriggerStep } from '@patchbay/flow/document'
import { useEditorScope } from '../editor-scope.tsx'
import { ProblemLine } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { InlineDuration, InlineNumber, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { plainField, plainForm } from './plain-form.ts'

export type GatherFormProps = {
  step: TriggerStep
  gather: Gather | undefined
  put: (gather: Gather | undefined, how: 'typed' | 'done') => void
}

/** Whether each event is a run of its own, or several become one. */
export function GatherForm({ step, gather, put }: GatherFormProps) {
  const { mayEdit } = useEditorScope()
  return (
    <div data-field="runs.gather">
      <Sentence>
        <InlineSelect
          label="What becomes a run"
          value={gather?.kind ?? 'each'}
          disabled={!mayEdit}
          options={[
            { value: 'each', label: 'Each event is a run' },
            { value: 'debounce', label: 'The newest event runs, once it is quiet' },
            { value: 'batch', label: 'Several events run together' },
          ]}
          onChange={(kind) => put(changed(gather, kind), 'done')}
        />
        .
      </Sentence>
      {gather?.kind === 'debounce' ? <Debounce gather={gather} put={put} /> : null}
      {gather?.kind === 'batch' ? <Batch gather={gather} put={put} /> : null}
      {gather === undefined ? null : <GatherKey step={step} gather={gather} />}
      {['runs.gather', 'runs.gather.quietMs', 'runs.gather.longestMs', 'runs.gather.count', 'runs.gather.withinMs'].map(
        (path) => (
          <ProblemLine key={path} stepId={step.id} path={path} />
        ),
      )}
    </div>
  )
}

function Debounce({ gather, put }: { gather: Gather & { kind: 'debounce' }; put: GatherFormProps['put'] }) {
  const { mayEdit } = useEditorScope()
  return (
    <Sentence>
      <span data-field="runs.gather.quietMs">
        Quiet means that none came for{' '}
        <InlineDuration
          label="Quiet for"
          valueMs={gather.quietMs}
          units={['s', 'min', 'h']}
          disabled={!mayEdit}
          onChange={(quietMs) => put({ ...gather, quietMs }, 'typed')}
        />
        ,
      </span>{' '}
      <span data-field="runs.gather.longestMs">
        or{' '}
        <InlineDuration
          label="At the latest after"
          valueMs={gather.longestMs}
          units={['s', 'min', 'h', 'days']}
          disabled={!mayEdit}
          onChange={(longestMs) => put({ ...gather, longestMs }, 'typed')}
        />{' '}
        after the first.
      </span>
    </Sentence>
  )
}

function Batch({ gather, put }: { gather: Gather & { kind: 'batch' }; put: GatherFormProps['put'] }) {
  const { mayEdit } = useEditorScope()
  return (
    <>
      <Sentence>
        <span data-field="runs.gather.count">
          <InlineNumber
            label="Events together"
            value={gather.count}
            disabled={!mayEdit}
            onChange={(count) => put({ ...gather, count }, 'typed')}
          />{' '}
          events,
        </span>{' '}
        <span data-field="runs.gather.withinMs">
          or all that came within{' '}
          <InlineDuration
            label="Within"
            valueMs={gather.withinMs}
            units={['s', 'min', 'h', 'days']}
            disabled={!mayEdit}
            onChange={(withinMs) => put({ ...gather, withinMs }, 'typed')}
          />{' '}
          of the first.
        </span>
      </Sentence>
      <p className="text-ink-3 text-small">The trigger then gives a list, “Items”, and how many there are.</p>
    </>
  )
}

function GatherKey({ step, gather }: { step: TriggerStep; gather: Gather }) {
  const { apply } = useEditorScope()
  return (
    <div className="mt-2">
      <FieldSlot
        stepId={step.id}
        field={plainField('key', 'Only events with the same', {
          help: 'Of the event: the order’s number, the customer. Left empty, all events gather together.',
        })}
        path="runs.gather.key"
        schema={null}
        value={gather.key ?? undefined}
        save={(key) =>
          apply({ kind: 'setTriggerRules', stepId: step.id, runs: { ...step.runs, gather: { ...gather, key } } })
        }
        form={plainForm}
      />
    </div>
  )
}

function changed(gather: Gather | undefined, kind: Gather['kind'] | 'each'): Gather | undefined {
  const key = gather?.key ?? null
  if (kind === 'each') return undefined
  if (kind === 'debounce') return { kind, key, quietMs: 30_000, longestMs: 300_000 }
  return { kind, key, count: 50, withinMs: 60_000 }
}
