import type { Step } from '@patchbay/flow/document'
import { Field } from '@patchbay/ui/field'
import { Textarea } from '@patchbay/ui/input'
import { useEditorScope } from '../editor-scope.tsx'
import { Wrong } from './field-problem.tsx'
import { useDraft } from './use-draft.ts'

/** Plain text for colleagues; the step then carries a small flag on the canvas. */
export function NotesTab({ step }: { step: Step }) {
  const { apply, mayEdit } = useEditorScope()
  const draft = useDraft(step.note ?? '', (text) =>
    apply({ kind: 'setStepNote', stepId: step.id, note: text.trim() === '' ? null : text }),
  )
  return (
    <div className="px-4 py-3.5" data-field="note">
      <Field label="Note" help="For colleagues who open this step. It is not sent anywhere.">
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            maxLength={20_000}
            value={draft.value}
            readOnly={!mayEdit}
            placeholder={mayEdit ? 'Why it is set up like this, whom to ask, what to watch.' : 'No note.'}
            onChange={(event) => draft.change(event.target.value)}
            onBlur={draft.flush}
          />
        )}
      </Field>
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </div>
  )
}
