import type { RepeatStep } from '@patchbay/flow/document'
import { ConditionField } from '../condition-field.tsx'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { InlineDuration, InlineNumber, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { differing } from './differing.ts'

type Rule = Pick<RepeatStep, 'until' | 'maxTimes' | 'delayMs' | 'atLimit'>

/** Until what it goes through its steps again, how often at most, and what then. */
export function RepeatForm({ step }: { step: RepeatStep }) {
  const { apply, mayEdit } = useEditorScope()
  const { until, maxTimes, delayMs, atLimit } = step
  const saved: Rule = { until, maxTimes, delayMs, atLimit }
  const draft = useDraft<Rule>(saved, (rule) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'repeat', ...differing(saved, rule) } }),
  )
  const put = (change: Partial<Rule>, how: 'typed' | 'done') => draft.change({ ...draft.value, ...change }, how)
  const now = draft.value
  return (
    <EditFrame onLeave={draft.flush}>
      <div data-field="until">
        <h3 className="font-medium">Goes through its steps until</h3>
        <p className="mt-0.5 mb-2 text-ink-3 text-small">
          Asked after each pass. What the steps inside gave in that pass can be used.
        </p>
        <ConditionField
          stepId={step.id}
          path="until"
          label="The rule"
          value={now.until}
          onChange={(next) => put({ until: next }, 'typed')}
        />
      </div>
      <Sentence className="mt-2 border-line border-t pt-2">
        <span data-field="maxTimes">
          At most{' '}
          <InlineNumber
            label="Passes at most"
            value={now.maxTimes}
            disabled={!mayEdit}
            onChange={(next) => put({ maxTimes: next }, 'typed')}
          />{' '}
          {now.maxTimes === 1 ? 'time' : 'times'},
        </span>{' '}
        <span data-field="delayMs">
          with{' '}
          <InlineDuration
            label="Pause between passes"
            valueMs={now.delayMs}
            units={['s', 'min', 'h']}
            disabled={!mayEdit}
            onChange={(next) => put({ delayMs: next }, 'typed')}
          />{' '}
          between.
        </span>
      </Sentence>
      <Sentence>
        If the rule still does not hold then,{' '}
        <InlineSelect
          label="If the rule still does not hold"
          value={now.atLimit}
          disabled={!mayEdit}
          options={[
            { value: 'fail', label: 'this step fails' },
            { value: 'go_on', label: 'the run goes on all the same' },
          ]}
          onChange={(next) => put({ atLimit: next }, 'done')}
        />
        .
      </Sentence>
      {['maxTimes', 'delayMs', ''].map((path) => (
        <ProblemLine key={path} stepId={step.id} path={path} />
      ))}
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}
