import type { LoopStep } from '@patchbay/flow/document'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { InlineNumber, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { plainField, plainForm } from './plain-form.ts'

type Rule = Pick<LoopStep, 'concurrency' | 'onItemError'>

/** The list it goes through, how many items at a time, and what a failure does to the others. */
export function LoopForm({ step }: { step: LoopStep }) {
  const { apply, mayEdit } = useEditorScope()
  const put = (settings: Partial<Pick<LoopStep, 'list' | 'concurrency' | 'onItemError'>>) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'loop', ...settings } })
  const draft = useDraft<Rule>({ concurrency: step.concurrency, onItemError: step.onItemError }, put)
  const { concurrency, onItemError } = draft.value
  return (
    <>
      <FieldSlot
        stepId={step.id}
        field={plainField('list', 'For each item of', { type: 'list', required: true })}
        path="list"
        schema={{ type: 'array' }}
        value={step.list}
        save={(mapping) => put({ list: mapping ?? { kind: 'constant', value: [] } })}
        form={plainForm}
      />
      <EditFrame onLeave={draft.flush}>
        <Sentence>
          <span data-field="concurrency">
            Works on{' '}
            <InlineNumber
              label="Items at a time"
              value={concurrency}
              disabled={!mayEdit}
              onChange={(next) => draft.change({ onItemError, concurrency: next })}
            />{' '}
            at a time{concurrency === 1 ? ', one after the other.' : '.'}
          </span>
        </Sentence>
        <Sentence>
          If an item fails,{' '}
          <InlineSelect
            label="If an item fails"
            value={onItemError}
            disabled={!mayEdit}
            options={[
              { value: 'stop', label: 'the loop fails' },
              { value: 'continue', label: 'the others go on' },
            ]}
            onChange={(next) => draft.change({ concurrency, onItemError: next }, 'done')}
          />
          .
        </Sentence>
        <ProblemLine stepId={step.id} path="concurrency" />
        {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
      </EditFrame>
    </>
  )
}
