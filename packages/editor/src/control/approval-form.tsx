import type { ApprovalStep } from '@patchbay/flow/document'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { Section } from '../inspector/section.tsx'
import { InlineDuration, InlineSelect, Sentence } from '../inspector/sentence.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { ApprovalFacts } from './approval-facts.tsx'
import { ApprovalPreview } from './approval-preview.tsx'
import { Approvers } from './approvers.tsx'
import { differing } from './differing.ts'
import { FieldsBuilder, FORM_TYPES } from './fields-builder.tsx'
import { plainField, plainForm } from './plain-form.ts'

type Times = Pick<ApprovalStep, 'deadlineMs' | 'remindMs'>

/** What somebody is asked, who, with what before their eyes, and until when. */
export function ApprovalForm({ step }: { step: ApprovalStep }) {
  const { apply } = useEditorScope()
  const put = (settings: Partial<Pick<ApprovalStep, 'question' | 'facts' | 'approvers' | 'form'>>) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'approval', ...settings } })
  return (
    <>
      <FieldSlot
        stepId={step.id}
        field={plainField('question', 'Question', {
          type: 'longText',
          required: true,
          help: 'One that can be answered with yes or no: “May we refund order #10482?”',
        })}
        path="question"
        schema={{ type: 'string' }}
        value={isEmpty(step) ? undefined : step.question}
        save={(question) => put({ question: question ?? { kind: 'constant', value: '' } })}
        form={plainForm}
      />
      <div>
        <Section title="Who is asked">
          <Approvers step={step} put={(approvers) => put({ approvers })} />
        </Section>
        <Section title="What they see" note="facts beside the question">
          <ApprovalFacts step={step} />
        </Section>
        <Section
          title="What they fill in"
          note={step.form.length === 0 ? 'nothing but yes or no, and a note' : undefined}
        >
          <FormFields step={step} />
        </Section>
        <Section title="Until when">
          <TimesForm step={step} />
        </Section>
        <Section title="As they see it" note="on a page of its own, by a link in an e-mail">
          <ApprovalPreview step={step} />
        </Section>
      </div>
    </>
  )
}

const isEmpty = ({ question }: ApprovalStep) => question.kind === 'constant' && question.value === ''

function FormFields({ step }: { step: ApprovalStep }) {
  const { apply } = useEditorScope()
  const draft = useDraft(step.form, (form) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'approval', form } }),
  )
  return (
    <EditFrame onLeave={draft.flush}>
      <FieldsBuilder
        stepId={step.id}
        path="form"
        fields={draft.value}
        types={FORM_TYPES}
        first="text"
        must="Must be filled in to approve"
        onFields={draft.change}
      />
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}

function TimesForm({ step }: { step: ApprovalStep }) {
  const { apply, mayEdit } = useEditorScope()
  const saved: Times = { deadlineMs: step.deadlineMs, remindMs: step.remindMs }
  const draft = useDraft<Times>(saved, (times) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'approval', ...differing(saved, times) } }),
  )
  const { deadlineMs, remindMs } = draft.value
  return (
    <EditFrame onLeave={draft.flush}>
      <Sentence>
        <span data-field="deadlineMs">
          They have{' '}
          <InlineDuration
            label="Time to answer"
            valueMs={deadlineMs}
            units={['min', 'h', 'days']}
            disabled={!mayEdit}
            onChange={(next) => draft.change({ remindMs, deadlineMs: next })}
          />{' '}
          to answer. After that the run leaves by “Nobody answered”.
        </span>
      </Sentence>
      <Sentence>
        <span data-field="remindMs">
          <InlineSelect
            label="Reminder"
            value={remindMs === null ? 'none' : 'remind'}
            disabled={!mayEdit}
            options={[
              { value: 'none', label: 'Nobody is reminded' },
              { value: 'remind', label: 'They are reminded once, after' },
            ]}
            onChange={(next) =>
              draft.change({ deadlineMs, remindMs: next === 'none' ? null : Math.round(deadlineMs / 2) }, 'done')
            }
          />
          {remindMs === null ? null : (
            <>
              {' '}
              <InlineDuration
                label="Reminded after"
                valueMs={remindMs}
                units={['min', 'h', 'days']}
                disabled={!mayEdit}
                onChange={(next) => draft.change({ deadlineMs, remindMs: next })}
              />
            </>
          )}
          .
        </span>
      </Sentence>
      <ProblemLine stepId={step.id} path="deadlineMs" />
      <ProblemLine stepId={step.id} path="remindMs" />
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}
