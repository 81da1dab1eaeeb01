import type { Step } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { useMemo } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { connectErrorPath, errorTargets } from './error-path.ts'
import { InlineSelect, Sentence } from './sentence.tsx'

/** Where the dashed cable leads. */
export function ErrorTargets({ ids, onOpenStep }: { ids: readonly string[]; onOpenStep: OpenStep }) {
  return (
    <Sentence>
      The run goes on with{' '}
      {ids.map((id, index) => (
        <span key={id}>
          {index > 0 ? ' and ' : ''}
          <StepWord id={id} onOpenStep={onOpenStep} />
        </span>
      ))}
      , along the dashed cable.
    </Sentence>
  )
}

export type OpenStep = ((stepId: string) => void) | undefined

/** A step's name, or other words for it, and the way to it. */
export function StepWord({ id, onOpenStep, words }: { id: string; onOpenStep: OpenStep; words?: string }) {
  const { document } = useEditorScope()
  const name = document.steps.find((step) => step.id === id)?.name ?? id
  if (onOpenStep === undefined) return words === undefined ? <b className="text-ink">{name}</b> : null
  return (
    <Button variant="quiet" size="sm" className="-mx-1 px-1 text-signal text-ui" onClick={() => onOpenStep(id)}>
      {words ?? name}
    </Button>
  )
}

/** Before there is such a cable: how to draw one, or by choosing a step. */
export function ChooseTarget({ step, onRefused }: { step: Step; onRefused: (message: string | null) => void }) {
  const { document, apply, mayEdit } = useEditorScope()
  const targets = useMemo(() => errorTargets(document, step.id), [document, step.id])
  return (
    <Sentence>
      Pull a cable from the dashed jack at the right of the step to what happens then
      {targets.length === 0 ? '.' : ', or go on with '}
      {targets.length === 0 ? null : (
        <InlineSelect
          label="Step to go on with"
          value=""
          disabled={!mayEdit}
          options={[
            { value: '', label: 'a step…', disabled: true },
            ...targets.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(to) => {
            if (to !== '') onRefused(apply(connectErrorPath(document, step.id, to))?.message ?? null)
          }}
        />
      )}
      {targets.length === 0 ? '' : '.'}
    </Sentence>
  )
}
