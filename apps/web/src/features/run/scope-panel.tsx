'use client'

import { PlainButton } from '@patchbay/ui/plain-button'
import { Duration } from '@patchbay/ui/relative-time'
import type { State } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Undo2 } from 'lucide-react'
import type { RunDetail, Step, StepRunView } from '../../trpc/types.ts'
import { stateOf } from '../shared/states.ts'
import { canvasStates } from './canvas-states.ts'
import { contentOf, iterationWords, passesAround } from './run-steps.ts'
import { isUndoneByHand } from './undone-by-hand.ts'

/** What became of a scope: its lanes, and what was undone, the last thing done first. */
export function ScopePanel({
  run,
  scope,
  onSelect,
}: {
  run: RunDetail
  scope: Step
  /** With an iteration where a step inside a loop ran in that one. */
  onSelect: (stepId: string, iteration?: string) => void
}) {
  const undone = undonesOf(run, scope)
  return (
    <>
      {undone.length === 0 ? null : <Undone run={run} undone={undone} onSelect={onSelect} />}
      <Lanes run={run} scope={scope} onSelect={onSelect} />
    </>
  )
}

export type Undone = { row: StepRunView; undo: Step; of: Step }

/** The undos that have run, or are to, inside a container, or with null in the whole run; as they came about. */
export function undonesOf(run: RunDetail, container: Step | null): Undone[] {
  const inside = container === null ? null : new Set(contentOf(run, container.id).map(({ id }) => id))
  const steps = new Map(run.document.steps.map((step) => [step.id, step]))
  return run.document.edges
    .flatMap(({ from, port, to }): Undone[] => {
      const [of, undo] = [steps.get(from), steps.get(to)]
      if (port !== 'undo' || of === undefined || undo === undefined || inside?.has(from) === false) return []
      return run.steps
        .filter(({ stepId, state }) => stepId === to && state !== 'skipped')
        .map((row) => ({ row, undo, of }))
    })
    .toSorted((a, b) => a.row.startedAt.getTime() - b.row.startedAt.getTime())
}

/** Whether a retry does again what was taken back: it is not there any more, and no frame went on without it. */
export const hasUndone = (run: RunDetail): boolean => {
  const left = run.steps.filter(({ leftBehind }) => leftBehind !== null)
  const wasMade = undonesOf(run, null).some(
    ({ row, of }) =>
      row.state === 'succeeded' &&
      !left.some(({ stepId, iteration }) => stepId === of.id && iteration === row.iteration),
  )
  return wasMade || run.steps.some((row) => row.leftBehind === null && isUndoneByHand(row, run))
}

type UndoneProps = { run: RunDetail; undone: Undone[]; onSelect: (stepId: string, iteration: string) => void }

function Undone({ run, undone, onSelect }: UndoneProps) {
  return (
    <section className="border-line border-t px-4 py-3.5">
      <h3 className="mb-1 flex items-center gap-2 text-h3">
        <Undo2 size={15} strokeWidth={1.75} aria-hidden="true" /> Undone
      </h3>
      <p className="mb-2 text-ink-3 text-small">The last thing done was undone first.</p>
      <ol className="flex flex-col border-line-ui border-l-2 border-dotted pl-3">
        {undone.map(({ row, undo, of }) => (
          <li key={row.id}>
            <PlainButton
              onClick={() => onSelect(undo.id, row.iteration)}
              className="flex w-full items-start gap-2 rounded-2 px-1.5 py-1 text-left hover:bg-surface-2"
            >
              <StateGlyph state={stateOf(row.state)} size={14} label className="mt-0.5" />
              <span className="min-w-0 flex-1">
                <span className="block">{undo.name}</span>
                <span className="block text-ink-3 text-small">
                  undoes “{of.name}”
                  {row.iteration === ''
                    ? ''
                    : `, ${iterationWords(row.iteration, passesAround(run, undo.id)).toLowerCase()}`}
                </span>
              </span>
              {row.finishedAt === null ? null : (
                <span className="flex-none text-ink-3 text-small tabular-nums">
                  <Duration ms={row.finishedAt.getTime() - row.startedAt.getTime()} fine />
                </span>
              )}
            </PlainButton>
          </li>
        ))}
      </ol>
    </section>
  )
}

const LANES = [
  { lane: undefined, title: 'Tried' },
  { lane: 'catch', title: 'If it fails' },
  { lane: 'finally', title: 'Always, at the end' },
] as const

function Lanes({ run, scope, onSelect }: { run: RunDetail; scope: Step; onSelect: (stepId: string) => void }) {
  const undos = new Set(run.document.edges.flatMap(({ port, to }) => (port === 'undo' ? [to] : [])))
  // A container's own row does not say how it ended: the canvas tells it from what is inside.
  const states = canvasStates(run)
  return (
    <section className="border-line border-t px-4 py-3.5">
      <h3 className="mb-2 text-h3">Lanes</h3>
      <dl className="m-0 flex flex-col gap-2.5">
        {LANES.map(({ lane, title }) => {
          const steps = run.document.steps.filter(
            (step) => step.parent === scope.id && step.lane === lane && !undos.has(step.id),
          )
          if (steps.length === 0) return null
          return (
            <div key={title}>
              <dt className="text-ink-3 text-small">{title}</dt>
              <dd className="m-0">
                <ul>
                  {steps.map((step) => (
                    <li key={step.id}>
                      <LaneStep step={step} state={states[step.id]?.state ?? 'queued'} onSelect={onSelect} />
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}

type LaneStepProps = { step: Step; state: State; onSelect: (stepId: string) => void }

function LaneStep({ step, state, onSelect }: LaneStepProps) {
  return (
    <PlainButton
      onClick={() => onSelect(step.id)}
      className="flex min-h-7 w-full items-center gap-2 rounded-2 px-1.5 text-left hover:bg-surface-2"
    >
      <StateGlyph state={state} size={14} label />
      <span className="min-w-0 flex-1 truncate">{step.name}</span>
    </PlainButton>
  )
}
