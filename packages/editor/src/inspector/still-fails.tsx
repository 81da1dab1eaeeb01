import type { Step } from '@patchbay/flow/document'
import { graphOf } from '@patchbay/flow/graph'
import { scopesThatTry } from '@patchbay/flow/lanes'
import type { Operation } from '@patchbay/flow/operations'
import { Segmented } from '@patchbay/ui/segmented'
import { useMemo, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { DefaultOutput } from './default-output.tsx'
import { errorPath, mayFail } from './error-path.ts'
import { ChooseTarget, ErrorTargets, type OpenStep } from './error-targets.tsx'
import { ProblemLine, Wrong } from './field-problem.tsx'
import { Section } from './section.tsx'

export type StillFailsProps = { step: Step; onOpenStep?: (stepId: string) => void }

type Way = 'stop' | 'default' | 'path' | 'ask'

/** What becomes of a run when a step has failed for good: it ends, goes on with a default, along the dashed cable, or waits for a person. */
export function StillFails({ step, onOpenStep }: StillFailsProps) {
  const { document, apply, mayEdit } = useEditorScope()
  const [asked, setAsked] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const edges = errorPath(document, step.id)
  if (!mayFail(step)) return null
  const isAction = step.kind === 'action'
  const own = isAction ? (step.ifFails?.kind ?? 'stop') : 'stop'
  const way: Way = edges.length > 0 || asked ? 'path' : own
  const choose = (next: Way) => {
    setAsked(next === 'path')
    const operations: Operation[] = []
    if (next !== 'path' && edges.length > 0) operations.push({ kind: 'disconnect', edgeIds: edges.map(({ id }) => id) })
    const ifFails = next === 'default' ? defaultOf(step) : next === 'ask' ? ({ kind: 'ask' } as const) : null
    if (isAction && (ifFails !== null || step.ifFails !== undefined))
      operations.push({ kind: 'setIfFails', stepId: step.id, ifFails })
    if (operations.length > 0) setRefused(apply({ kind: 'batch', operations })?.message ?? null)
  }
  return (
    <Section title={isAction ? 'If it still fails' : 'If it fails'}>
      <div data-field="ifFails">
        <Segmented
          label="If it still fails"
          value={way}
          disabled={!mayEdit}
          onValueChange={choose}
          className="flex [&>button]:flex-1"
          options={isAction ? WAYS : WAYS.filter(({ value }) => value === 'stop' || value === 'path')}
        />
        <div className="pt-1.5">
          <WayWords
            step={step}
            way={way}
            targets={edges.map(({ to }) => to)}
            onOpenStep={onOpenStep}
            onRefused={setRefused}
          />
          <ProblemLine stepId={step.id} path="ifFails" />
          {refused === null ? null : <Wrong>{refused}</Wrong>}
        </div>
      </div>
    </Section>
  )
}

const WAYS: { value: Way; label: string }[] = [
  { value: 'stop', label: 'Stop the run' },
  { value: 'default', label: 'Use a default' },
  { value: 'path', label: 'Error path' },
  { value: 'ask', label: 'Ask a person' },
]

/** Going to another way and back finds the default that was filled in. */
function defaultOf(step: Step) {
  const kept = step.kind === 'action' && step.ifFails?.kind === 'default' ? step.ifFails : null
  return kept ?? ({ kind: 'default', output: { kind: 'object', fields: {} } } as const)
}

type WordsProps = {
  step: Step
  way: Way
  targets: readonly string[]
  onOpenStep: OpenStep
  onRefused: (message: string | null) => void
}

function WayWords({ step, way, targets, onOpenStep, onRefused }: WordsProps) {
  if (way === 'path')
    return targets.length > 0 ? (
      <ErrorTargets ids={targets} onOpenStep={onOpenStep} />
    ) : (
      <ChooseTarget step={step} onRefused={onRefused} />
    )
  if (way === 'default' && step.kind === 'action') return <DefaultOutput step={step} />
  if (way === 'ask')
    return (
      <p className="pt-1 text-ink-2">
        The run is held and stands among the problems. A person tries it again, supplies what it should have given, or
        skips it.
      </p>
    )
  return <StopWords step={step} />
}

/** Where it stands decides who hears of the failure first. */
function StopWords({ step }: { step: Step }) {
  const { document } = useEditorScope()
  const [scope] = useMemo(() => scopesThatTry(graphOf(document), step), [document, step])
  if (scope === undefined)
    return (
      <p className="pt-1 text-ink-2">
        The run ends as failed here. What was done stays done, and it can be retried from this step.
      </p>
    )
  const catches = document.steps.some(({ parent, lane }) => parent === scope.id && lane === 'catch')
  return (
    <p className="pt-1 text-ink-2">
      “{scope.name}” fails then{scope.compensate ? ': what was done in it is undone, the last step first' : ''}.{' '}
      {catches ? 'After that its steps for “If it fails” run.' : 'After that the run ends as failed.'}
    </p>
  )
}
