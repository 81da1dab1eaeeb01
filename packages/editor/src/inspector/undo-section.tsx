import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep, ScopeStep, Step } from '@patchbay/flow/document'
import { graphOf } from '@patchbay/flow/graph'
import { scopesThatTry } from '@patchbay/flow/lanes'
import type { Operation } from '@patchbay/flow/operations'
import { defaultPolicy } from '@patchbay/flow/policy'
import { UNDO_PORT } from '@patchbay/flow/ports'
import type { Problem } from '@patchbay/flow/problem'
import { withoutUndoOf } from '@patchbay/flow/without-undo'
import { useMemo, useState } from 'react'
import { addStep } from '../edit/add-step.ts'
import { edgeIdFor, refusals } from '../edit/connect-rules.ts'
import { type EditorScope, useEditorScope } from '../editor-scope.tsx'
import { stepChoices } from '../palette/step-choices.ts'
import { type OpenStep, StepWord } from './error-targets.tsx'
import { ProblemLine, Wrong } from './field-problem.tsx'
import { Section } from './section.tsx'
import { InlineSelect, Sentence } from './sentence.tsx'

export type UndoSectionProps = { step: ActionStep; action: ActionManifest; title: string; onOpenStep: OpenStep }

/** What takes a write back when its scope fails or who cancels the run asks for it, and what happens where nothing does. */
export function UndoSection({ step, action, title, onOpenStep }: UndoSectionProps) {
  const editor = useEditorScope()
  const { document, mayEdit } = editor
  const [refused, setRefused] = useState<string | null>(null)
  const scope = useMemo(
    () => scopesThatTry(graphOf(document), step).find(({ compensate }) => compensate),
    [document, step],
  )
  const undoId = document.edges.find(({ from, port }) => from === step.id && port === UNDO_PORT)?.to ?? null
  const { options, choose } = useUndoOptions(step, undoId)
  if (action.effect === 'read' || action.effect === 'pure') return null
  return (
    <Section title="Undo" note="when its frame fails, or who cancels the run asks for it">
      <div data-field="withoutUndo">
        <Sentence>
          Undo with{' '}
          <InlineSelect
            label="What undoes it"
            value={undoId ?? ''}
            disabled={!mayEdit}
            options={options}
            onChange={(next) => setRefused(choose(next)?.message ?? null)}
          />
          {undoId === null ? '.' : <>{triesWords(editor, undoId)}. </>}
          {undoId === null ? null : <StepWord id={undoId} onOpenStep={onOpenStep} words="Set it up" />}
        </Sentence>
        {undoId === null ? <WithoutUndo step={step} action={action} title={title} scope={scope} /> : null}
        {undoId !== null && scope === undefined ? <NoScope /> : null}
        <ProblemLine stepId={step.id} path="withoutUndo" />
        {refused === null ? null : <Wrong>{refused}</Wrong>}
      </div>
    </Section>
  )
}

/** ", tried 6 times": as the undo itself says. */
function triesWords({ document, manifests }: EditorScope, undoId: string): string {
  const undo = document.steps.find(({ id }) => id === undoId)
  const action = undo?.kind === 'action' ? manifests[undo.connector]?.actions[undo.action] : undefined
  if (undo?.kind !== 'action' || action === undefined) return ''
  const tries = undo.policy?.maxAttempts ?? defaultPolicy(action).maxAttempts
  return tries === 1 ? ', tried once' : `, tried ${tries} times`
}

function NoScope() {
  return (
    <p className="text-ink-3 text-small">
      No frame that undoes is around this step: put it into “Try, and undo when it fails”. Until then it is undone only
      when somebody cancels the run and asks for it.
    </p>
  )
}

type WithoutProps = Omit<UndoSectionProps, 'onOpenStep'> & { scope: ScopeStep | undefined }

function WithoutUndo({ step, action, title, scope }: WithoutProps) {
  const { apply, mayEdit } = useEditorScope()
  const [refused, setRefused] = useState<string | null>(null)
  return (
    <>
      <Sentence>
        Without one,{' '}
        <InlineSelect
          label="Without an undo"
          value={withoutUndoOf(step, action) ?? 'leave'}
          disabled={!mayEdit}
          options={[
            { value: 'ask', label: 'a person is asked' },
            { value: 'leave', label: 'it stays as it is' },
          ]}
          onChange={(withoutUndo) =>
            setRefused(apply({ kind: 'setWithoutUndo', stepId: step.id, withoutUndo })?.message ?? null)
          }
        />
        {withoutUndoOf(step, action) === 'ask' ? `, who undoes it at ${title} and says so.` : '.'}
      </Sentence>
      {scope === undefined ? <NoScope /> : null}
      {refused === null ? null : <Wrong>{refused}</Wrong>}
    </>
  )
}

/** The step that undoes it now, those beside it that could, and new ones of the same app. */
function useUndoOptions(step: ActionStep, undoId: string | null) {
  const scope = useEditorScope()
  const { document, manifests, connections, workspace } = scope
  const choices = useMemo(
    () =>
      stepChoices(manifests, connections, workspace.timeZone).all.filter(
        ({ connector, draft }) =>
          connector === step.connector && draft.step.kind === 'action' && draft.step.action !== step.action,
      ),
    [manifests, connections, workspace.timeZone, step.connector, step.action],
  )
  const refused = useMemo(() => refusals(document, { stepId: step.id, port: UNDO_PORT }), [document, step.id])
  const beside = document.steps.filter((each) => each.id !== step.id && !refused.has(each.id))
  const options = [
    { value: '', label: undoId === null ? 'nothing yet' : 'nothing' },
    ...nowOf(document.steps, undoId),
    ...(undoId === null ? beside.map(({ id, name }) => ({ value: id, label: name })) : []),
    ...choices.map(({ key, sentence }) => ({ value: `new ${key}`, label: `New step: ${sentence}` })),
  ]
  const choose = (value: string): Problem | null => {
    if (value === (undoId ?? '')) return null
    const draft = choices.find(({ key }) => `new ${key}` === value)?.draft
    const removed: Operation[] = undoId === null ? [] : [{ kind: 'removeSteps', stepIds: [undoId], heal: false }]
    if (draft === undefined) return connectUndo(scope, step, { to: value, removed })
    const target = { kind: 'after', stepId: step.id, port: UNDO_PORT } as const
    const added = addStep(document, manifests, { draft, target })
    if (!added.ok) return added.error
    return scope.apply({ kind: 'batch', operations: [...removed, added.value.operation] })
  }
  return { options, choose }
}

const nowOf = (steps: readonly Step[], id: string | null) =>
  steps.flatMap((each) => (each.id === id ? [{ value: each.id, label: each.name }] : []))

function connectUndo(
  { document, apply }: EditorScope,
  { id: from }: ActionStep,
  { to, removed }: { to: string; removed: Operation[] },
): Problem | null {
  if (to === '') return apply({ kind: 'batch', operations: removed })
  const edge = { from, port: UNDO_PORT, to }
  return apply({
    kind: 'batch',
    operations: [...removed, { kind: 'connect', edge: { id: edgeIdFor(document, edge), ...edge } }],
  })
}
