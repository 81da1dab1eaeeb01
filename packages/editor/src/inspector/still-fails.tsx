import type { Step } from '@patchbay/flow/document'
import { Button } from '@patchbay/ui/button'
import { Segmented } from '@patchbay/ui/segmented'
import { useMemo, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { connectErrorPath, errorPath, errorTargets, mayFail } from './error-path.ts'
import { Wrong } from './field-problem.tsx'
import { Section } from './section.tsx'
import { InlineSelect, Sentence } from './sentence.tsx'

export type StillFailsProps = { step: Step; onOpenStep?: (stepId: string) => void }

/** Where a run goes when a step has failed for good: nowhere, or along the cable from the dashed jack. */
export function StillFails({ step, onOpenStep }: StillFailsProps) {
  const { document, apply, mayEdit } = useEditorScope()
  const [asked, setAsked] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const edges = errorPath(document, step.id)
  if (!mayFail(step)) return null
  const goesOn = edges.length > 0 || asked
  const choose = (way: 'stop' | 'path') => {
    setAsked(way === 'path')
    if (way === 'path' || edges.length === 0) return
    const problem = apply({ kind: 'disconnect', edgeIds: edges.map(({ id }) => id) })
    setRefused(problem?.message ?? null)
  }
  return (
    <Section title={step.kind === 'action' ? 'If it still fails' : 'If it fails'}>
      <Segmented
        label="If it still fails"
        value={goesOn ? 'path' : 'stop'}
        disabled={!mayEdit}
        onValueChange={choose}
        className="flex [&>button]:flex-1"
        options={[
          { value: 'stop', label: 'Stop the run' },
          { value: 'path', label: 'Error path' },
        ]}
      />
      <div className="pt-1.5">
        {edges.length > 0 ? (
          <Targets ids={edges.map(({ to }) => to)} onOpenStep={onOpenStep} />
        ) : goesOn ? (
          <ChooseTarget step={step} onRefused={setRefused} />
        ) : (
          <p className="pt-1 text-ink-2">
            The run ends as failed here. What was done stays done, and it can be retried from this step.
          </p>
        )}
        {refused === null ? null : <Wrong>{refused}</Wrong>}
      </div>
    </Section>
  )
}

function Targets({ ids, onOpenStep }: { ids: readonly string[]; onOpenStep: ((stepId: string) => void) | undefined }) {
  const { document } = useEditorScope()
  return (
    <Sentence>
      The run goes on with{' '}
      {ids.map((id, index) => {
        const name = document.steps.find((step) => step.id === id)?.name ?? id
        return (
          <span key={id}>
            {index > 0 ? ' and ' : ''}
            {onOpenStep === undefined ? (
              <b className="text-ink">{name}</b>
            ) : (
              <Button
                variant="quiet"
                size="sm"
                className="-mx-1 px-1 text-signal text-ui"
                onClick={() => onOpenStep(id)}
              >
                {name}
              </Button>
            )}
          </span>
        )
      })}
      , along the dashed cable.
    </Sentence>
  )
}

function ChooseTarget({ step, onRefused }: { step: Step; onRefused: (message: string | null) => void }) {
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
