import type { ParallelStep } from '@patchbay/flow/document'
import { useEditorScope } from '../editor-scope.tsx'
import { ProblemLine } from '../inspector/field-problem.tsx'

/** What runs at the same time. It is set up on the canvas; here it is said in words. */
export function ParallelForm({ step }: { step: ParallelStep }) {
  const { document } = useEditorScope()
  const inside = document.steps.filter(({ parent }) => parent === step.id)
  const first = inside.filter(({ id }) => !document.edges.some(({ to }) => to === id))
  return (
    <>
      <p className="text-ink-2">
        {first.length === 0
          ? 'Drag steps into it on the canvas. They start at the same time, and the run goes on when all are done.'
          : 'These start at the same time, each with what follows it. The run goes on when all are done.'}
      </p>
      {first.length === 0 ? null : (
        <ul className="grid grid-cols-1 gap-1">
          {first.map(({ id, name }) => (
            <li key={id} className="rounded-2 bg-surface-2 px-2.5 py-1.5">
              {name}
            </li>
          ))}
        </ul>
      )}
      <ProblemLine stepId={step.id} path="" />
    </>
  )
}
