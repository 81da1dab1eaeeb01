import type { FlowDocument, LoopStep, Step } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { givesOutput } from '@patchbay/flow/ports'
import { useEditorScope } from '../editor-scope.tsx'
import { UNDO } from '../flow-walk.ts'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { InlineNumber, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { differing } from './differing.ts'
import { plainField, plainForm } from './plain-form.ts'

type Rule = Required<Pick<LoopStep, 'concurrency' | 'onItemError' | 'batchSize'>> & { collect: string | null }

/** The list it goes through, how many items at a time, what a failure does to the others, and what it gives. */
export function LoopForm({ step }: { step: LoopStep }) {
  const { apply } = useEditorScope()
  const { concurrency, onItemError, batchSize = 1, collect = null } = step
  const saved: Rule = { concurrency, onItemError, batchSize, collect }
  const draft = useDraft<Rule>(saved, (rule) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'loop', ...differing(saved, rule) } }),
  )
  const put = (change: Partial<Rule>, how: 'typed' | 'done') => draft.change({ ...draft.value, ...change }, how)
  return (
    <>
      <FieldSlot
        stepId={step.id}
        field={plainField('list', 'For each item of', { type: 'list', required: true })}
        path="list"
        schema={{ type: 'array' }}
        value={isNothing(step.list) ? undefined : step.list}
        wantsValue
        save={(list) =>
          apply({
            kind: 'setSettings',
            stepId: step.id,
            settings: { kind: 'loop', list: list ?? { kind: 'constant', value: [] } },
          })
        }
        form={plainForm}
      />
      <EditFrame onLeave={draft.flush}>
        <Pace rule={draft.value} put={put} />
        <Collects step={step} rule={draft.value} put={put} />
        {['batchSize', 'concurrency', 'collect', ''].map((path) => (
          <ProblemLine key={path} stepId={step.id} path={path} />
        ))}
        {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
      </EditFrame>
    </>
  )
}

/** A loop begins with a list of no items, which is as good as none. */
const isNothing = (list: Mapping) => list.kind === 'constant' && Array.isArray(list.value) && list.value.length === 0

type PartProps = { rule: Rule; put: (change: Partial<Rule>, how: 'typed' | 'done') => void }

function Pace({ rule, put }: PartProps) {
  const { mayEdit } = useEditorScope()
  const { concurrency, onItemError, batchSize } = rule
  return (
    <>
      <Sentence>
        <span data-field="batchSize">
          Takes{' '}
          <InlineNumber
            label="Items each time around"
            value={batchSize}
            disabled={!mayEdit}
            onChange={(next) => put({ batchSize: next }, 'typed')}
          />{' '}
          {batchSize === 1 ? 'item' : 'items together'} each time around,
        </span>{' '}
        <span data-field="concurrency">
          and works on{' '}
          <InlineNumber
            label="At a time"
            value={concurrency}
            disabled={!mayEdit}
            onChange={(next) => put({ concurrency: next }, 'typed')}
          />{' '}
          {batchSize === 1 ? '' : concurrency === 1 ? 'batch ' : 'batches '}at a time
          {concurrency === 1 ? ', one after the other.' : '.'}
        </span>
      </Sentence>
      {batchSize > 1 ? (
        <p className="mb-1 text-ink-3 text-small">
          “Item” is then a list of up to {batchSize}; the last batch may be smaller.
        </p>
      ) : null}
      <Sentence>
        If {batchSize > 1 ? 'a batch' : 'an item'} fails,{' '}
        <InlineSelect
          label="If an item fails"
          value={onItemError}
          disabled={!mayEdit}
          options={[
            { value: 'stop', label: 'the loop fails' },
            { value: 'continue', label: 'the others go on' },
          ]}
          onChange={(next) => put({ onItemError: next }, 'done')}
        />
        .
      </Sentence>
    </>
  )
}

function Collects({ step, rule, put }: PartProps & { step: LoopStep }) {
  const { document, mayEdit } = useEditorScope()
  const options = collectable(document, step.id)
  const isGone = rule.collect !== null && !options.some(({ id }) => id === rule.collect)
  if (options.length === 0 && rule.collect === null) return null
  return (
    <Sentence>
      <span data-field="collect">
        Later steps get{' '}
        <InlineSelect
          label="What later steps get of each item"
          value={rule.collect ?? ''}
          disabled={!mayEdit}
          options={[
            { value: '', label: 'how many items there were' },
            ...options.map(({ id, name }) => ({ value: id, label: `what “${name}” gave` })),
            ...(isGone ? [{ value: rule.collect ?? '', label: 'what a step gave that is gone', disabled: true }] : []),
          ]}
          onChange={(next) => put({ collect: next === '' ? null : next }, 'done')}
        />
        {rule.collect === null ? '.' : ', for each item and in the items’ order.'}
      </span>
    </Sentence>
  )
}

/** Steps inside that give something, one thing for each item. */
function collectable(document: FlowDocument, loopId: string): Step[] {
  const undos = new Set(document.edges.flatMap(({ port, to }) => (port === UNDO ? [to] : [])))
  const inside = (parent: string): Step[] =>
    document.steps
      .filter((step) => step.parent === parent)
      .flatMap((step) => [step, ...(step.kind === 'loop' ? [] : inside(step.id))])
  return inside(loopId).filter((step) => givesOutput(step) && !undos.has(step.id))
}
