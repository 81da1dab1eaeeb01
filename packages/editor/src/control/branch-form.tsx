import type { BranchCase, BranchStep } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Segmented } from '@patchbay/ui/segmented'
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { ConditionField } from '../condition-field.tsx'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { FormField, ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { moveField } from './form-fields.ts'
import { newCase } from './new-case.ts'
import { asSwitch, fromSwitch } from './switch-cases.ts'
import { SwitchForm } from './switch-form.tsx'

type Ways = Pick<BranchStep, 'cases' | 'otherwiseLabel'>

/** The ways a run can take: the first whose rule holds, or the last one. */
export function BranchForm({ step }: { step: BranchStep }) {
  const { apply, mayEdit } = useEditorScope()
  const draft = useDraft<Ways>({ cases: step.cases, otherwiseLabel: step.otherwiseLabel }, (ways) =>
    apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'branch', ...ways } }),
  )
  const { cases, otherwiseLabel } = draft.value
  const put = (next: BranchCase[], how: 'typed' | 'done') => draft.change({ cases: next, otherwiseLabel }, how)
  const one = asSwitch(cases)
  // Read so once there are two ways: a single rule is mostly the first of several different ones.
  const [bySwitch, setBySwitch] = useState(one !== null && cases.length > 1)
  const isSwitch = bySwitch && one !== null
  return (
    <EditFrame className="grid grid-cols-1 gap-3" onLeave={draft.flush} field="cases">
      {/* Stays where it is when the rules are no longer about one value: what is below must not move under the hand. */}
      <Segmented
        label="What decides"
        value={isSwitch ? 'value' : 'rules'}
        disabled={!mayEdit || one === null}
        onValueChange={(next) => setBySwitch(next === 'value')}
        className="flex [&>button]:flex-1"
        options={[
          { value: 'rules', label: 'A rule for each way' },
          { value: 'value', label: 'One value' },
        ]}
      />
      {isSwitch ? (
        <SwitchForm
          stepId={step.id}
          value={one}
          onChange={(next, how) => draft.change({ cases: fromSwitch(next), otherwiseLabel }, how)}
        />
      ) : (
        <Rules stepId={step.id} cases={cases} put={put} />
      )}
      <ProblemLine stepId={step.id} path="cases" />
      <FormField
        stepId={step.id}
        path="otherwiseLabel"
        label="Otherwise"
        help={isSwitch ? 'The way for any other value.' : 'The way when no rule holds.'}
      >
        {(control) => (
          <Input
            {...control}
            value={otherwiseLabel}
            maxLength={200}
            readOnly={!mayEdit}
            onChange={(event) => draft.change({ cases, otherwiseLabel: event.target.value })}
          />
        )}
      </FormField>
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}

type RulesProps = {
  stepId: string
  cases: readonly BranchCase[]
  put: (cases: BranchCase[], how: 'typed' | 'done') => void
}

function Rules({ stepId, cases, put }: RulesProps) {
  const { mayEdit } = useEditorScope()
  return (
    <>
      <p className="text-ink-2">The run takes the first way whose rule holds.</p>
      {cases.map((way, index) => (
        <Way key={way.id} stepId={stepId} way={way} index={index} cases={cases} put={put} />
      ))}
      {mayEdit ? (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => put([...cases, newCase(cases)], 'done')}
          >
            Add a way
          </Button>
        </div>
      ) : null}
    </>
  )
}

type WayProps = {
  stepId: string
  way: BranchCase
  index: number
  cases: readonly BranchCase[]
  put: (cases: BranchCase[], how: 'typed' | 'done') => void
}

function Way({ stepId, way, index, cases, put }: WayProps) {
  const { mayEdit } = useEditorScope()
  const name = way.label === '' ? `way ${index + 1}` : way.label
  return (
    <fieldset
      className="grid grid-cols-1 min-w-0 gap-2.5 rounded-2 border border-line-2 p-2.5 pt-1"
      data-field={`cases.${index}`}
    >
      <legend className="sr-only">{name}</legend>
      <div className="flex min-h-7 items-center justify-between text-ink-3 text-meta">
        <span>{index === 0 ? 'If' : 'Else, if'}</span>
        {mayEdit ? (
          <span className="flex">
            <IconButton
              label={`Ask ${name} earlier`}
              size="sm"
              disabled={index === 0}
              icon={<ArrowUp size={14} strokeWidth={1.75} />}
              onClick={() => put(moveField(cases, index, index - 1), 'done')}
            />
            <IconButton
              label={`Ask ${name} later`}
              size="sm"
              disabled={index === cases.length - 1}
              icon={<ArrowDown size={14} strokeWidth={1.75} />}
              onClick={() => put(moveField(cases, index, index + 1), 'done')}
            />
            <IconButton
              label={`Remove ${name}`}
              size="sm"
              icon={<X size={14} strokeWidth={1.75} />}
              onClick={() => put(cases.toSpliced(index, 1), 'done')}
            />
          </span>
        ) : null}
      </div>
      <div data-field={`cases.${index}.condition`}>
        <ConditionField
          stepId={stepId}
          path={`cases.${index}.condition`}
          label={`The rule of ${name}`}
          value={way.condition}
          onChange={(condition) => put(cases.with(index, { ...way, condition }), 'typed')}
        />
      </div>
      <FormField stepId={stepId} path={`cases.${index}.label`} label="Then go">
        {(control) => (
          <Input
            {...control}
            value={way.label}
            maxLength={200}
            placeholder="In stock"
            readOnly={!mayEdit}
            onChange={(event) => put(cases.with(index, { ...way, label: event.target.value }), 'typed')}
          />
        )}
      </FormField>
    </fieldset>
  )
}
