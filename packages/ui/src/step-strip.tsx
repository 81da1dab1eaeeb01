import { cn } from './cn.ts'
import { type State, stateWord } from './state.ts'

export type StripStep = { name: string; state: State }

export type StepStripProps = {
  /** In step order; more than nine end in "+4". */
  steps: readonly StripStep[]
  className?: string
}

/** A run as a row of 9 px jacks. What each one means is in its tooltip, and the whole in the accessible name. */
export function StepStrip({ steps, className }: StepStripProps) {
  const shown = steps.slice(0, 9)
  const rest = steps.length - shown.length
  return (
    <span role="img" aria-label={stripWords(steps)} className={cn('ui-strip align-middle', className)}>
      {shown.map((step, index) => (
        <i key={index} data-state={step.state} title={`${step.name}: ${stateWord[step.state]}`} />
      ))}
      {rest > 0 ? <span className="ml-1.5 text-ink-3 text-meta tabular-nums">+{rest}</span> : null}
    </span>
  )
}

/** "4 of 7 steps done, Buy the cheapest label: Retrying" */
export function stripWords(steps: readonly StripStep[]): string {
  const done = steps.filter((step) => step.state === 'succeeded').length
  const loud = steps.filter((step) => !quiet.has(step.state)).map((step) => `${step.name}: ${stateWord[step.state]}`)
  return [`${done} of ${steps.length} steps done`, ...loud].join(', ')
}

const quiet: ReadonlySet<State> = new Set<State>(['queued', 'succeeded', 'skipped'])
