import type { FilterStep } from '@patchbay/flow/document'
import type { Condition } from '@patchbay/flow/mapping'
import { ConditionField } from '../condition-field.tsx'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { Wrong } from '../inspector/field-problem.tsx'
import { useDraft } from '../inspector/use-draft.ts'

/** What must hold for the run to go on. */
export function FilterForm({ step }: { step: FilterStep }) {
  const { apply } = useEditorScope()
  const draft = useDraft<Condition>(step.condition, (condition) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'filter', condition } }),
  )
  return (
    <EditFrame className="grid grid-cols-1 gap-2" field="condition" onLeave={draft.flush}>
      <h3 className="font-medium">Go on only if</h3>
      <ConditionField
        stepId={step.id}
        path="condition"
        label="The rule"
        value={draft.value}
        onChange={(condition) => draft.change(condition)}
      />
      <p className="text-ink-3 text-small">Otherwise what follows is skipped. That is no failure.</p>
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}
