'use client'

import type { Place } from '@patchbay/editor/contract'
import { useEditorScope } from '@patchbay/editor/editor-scope'
import { StepIcon } from '@patchbay/editor/step-icon'
import type { Problem } from '@patchbay/flow/problem'
import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { EmptyState } from '@patchbay/ui/empty-state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { connectorOf } from '../run/connector-of.ts'
import { placeOfProblem } from './problem-place.ts'

export type ProblemsPanelProps = { checked: boolean; onGo: (place: Place) => void }

/** What stops publishing first, then what is worth a look; each leads to the field where it is mended. */
export function ProblemsPanel({ checked, onGo }: ProblemsPanelProps) {
  const { problems, document } = useEditorScope()
  if (problems.length === 0) {
    return (
      <EmptyState title={checked ? 'Nothing is wrong' : 'Being checked…'}>
        {checked ? 'Every field is filled, every value fits.' : 'Problems appear here as you work.'}
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Problems" className="flex flex-col p-1.5">
      {problems.map((problem, index) => (
        <ProblemRow
          key={`${problem.code} ${problem.stepId} ${problem.field} ${index}`}
          problem={problem}
          step={document.steps.find(({ id }) => id === problem.stepId)}
          onGo={onGo}
        />
      ))}
    </ul>
  )
}

type Step = ReturnType<typeof useEditorScope>['document']['steps'][number]

type RowProps = { problem: Problem; step: Step | undefined; onGo: (place: Place) => void }

function ProblemRow({ problem, step, onGo }: RowProps) {
  const stops = problem.severity === 'error'
  const place = placeOfProblem(problem)
  return (
    <li className="flex min-h-9.25 items-center gap-2.5 rounded-2 px-2.5 py-1 hover:bg-surface-2">
      <StateGlyph state={stops ? 'failed' : 'attention'} size={16} className="flex-none" />
      <span className="flex w-58 flex-none items-center gap-2 max-xl:w-44">
        {step === undefined ? null : <StepIcon step={step} connector={connectorOf(step)} size={18} />}
        <span className="truncate">{step?.name ?? 'The whole flow'}</span>
      </span>
      <span className="min-w-0 flex-1">{problem.message}</span>
      <Badge kind={stops ? 'bad' : 'attn'}>{stops ? 'Stops publishing' : 'Worth a look'}</Badge>
      {place === null ? (
        <span className="w-23 flex-none" />
      ) : (
        <Button size="sm" className="w-23 flex-none" onClick={() => onGo(place)}>
          {problem.field === undefined ? 'Go to step' : 'Go to field'}
        </Button>
      )}
    </li>
  )
}
