import type { AnswerStep } from '@patchbay/flow/document'
import { useEditorScope } from '../editor-scope.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { plainField, plainForm } from './plain-form.ts'

/** What a caller who waits is told. */
export function AnswerForm({ step }: { step: AnswerStep }) {
  const { apply } = useEditorScope()
  const put = (settings: Partial<Pick<AnswerStep, 'status' | 'body'>>) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'answer', ...settings } })
  return (
    <>
      <FieldSlot
        stepId={step.id}
        field={plainField('status', 'Status', {
          type: 'integer',
          required: true,
          help: '200 says that all is well, 422 that the call was wrong.',
        })}
        path="status"
        schema={{ type: 'integer' }}
        value={step.status}
        save={(status) => put({ status: status ?? { kind: 'constant', value: 200 } })}
        form={plainForm}
      />
      <FieldSlot
        stepId={step.id}
        field={plainField('body', 'Answer', { type: 'json' })}
        path="body"
        schema={null}
        value={step.body}
        save={(body) => put({ body: body ?? { kind: 'constant', value: null } })}
        form={plainForm}
      />
    </>
  )
}
