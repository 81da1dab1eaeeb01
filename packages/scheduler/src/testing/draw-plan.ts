import type { ControlNode } from '@patchbay/flow/plan'
import type { NodeRef, RunOutcome, StepResult, WalkSnapshot } from '../host.ts'
import { createMemoryHost, type MemoryHostOptions, type StepFunction } from '../memory-host.ts'
import { type Resume, runPlan } from '../run-plan.ts'

/**
 * A step to draw. `after` names what it depends on, with the port where it is not `out`; `in` the container it stands
 * in, with its lane where that matters (`each`, `saga/0`); `undoneBy` the step that undoes it.
 */
export type Draft = Omit<ControlNode, 'deps'> & { after: string[]; in?: string; undoneBy?: string }

/** A trigger and these steps. */
export function plan(...drafts: Draft[]): ControlNode[] {
  const ids = ['trigger', ...drafts.map(({ id }) => id)]
  const undone = new Map(drafts.flatMap(({ id, undoneBy }) => (undoneBy ? [[undoneBy, ids.indexOf(id)] as const] : [])))
  const nodes = drafts.map(({ after, in: place, undoneBy, ...node }): ControlNode => {
    const deps = after.map((name) => {
      const [id = '', port = 'out'] = name.split(':')
      return { node: ids.indexOf(id), port }
    })
    const [container, lane] = place?.split('/') ?? []
    const undoOf = undone.get(node.id)
    return {
      ...node,
      deps,
      ...(container ? { region: ids.indexOf(container) } : {}),
      ...(lane ? { lane: Number(lane) } : {}),
      ...(undoneBy ? { undo: ids.indexOf(undoneBy) } : {}),
      ...(undoOf === undefined ? {} : { undoOf }),
    }
  })
  return [{ id: 'trigger', kind: 'trigger', region: null, deps: [], mode: 'segment', catches: false }, ...nodes]
}

export function segment(id: string, after: string[]): Draft {
  return { id, kind: 'action', region: null, after, mode: 'segment', catches: false }
}

export function activity(id: string, after: string[], more: Partial<Draft> = {}): Draft {
  return { ...segment(id, after), mode: 'activity', ...more }
}

/** Walks a plan on a memory host, restarts included; what ran reads `name[iteration]@time`, a phase `name:phase@time`. */
export async function walk(
  skeleton: ControlNode[],
  step: StepFunction,
  options: MemoryHostOptions & { settled?: { ref: NodeRef; result: StepResult }[] } = {},
) {
  const host = createMemoryHost(skeleton, step, options)
  const snapshots: WalkSnapshot[] = []
  let resume: Resume = { settled: options.settled ?? [] }
  let outcome: RunOutcome
  for (;;) {
    outcome = await runPlan(skeleton, host, resume)
    if (outcome.outcome !== 'restart') break
    const snapshot: WalkSnapshot = JSON.parse(JSON.stringify(outcome.snapshot))
    snapshots.push(snapshot)
    resume = { snapshot }
  }
  const nameOf = ({ node, iteration }: NodeRef) =>
    `${skeleton[node]?.id}${iteration.length > 0 ? `[${iteration.join('.')}]` : ''}`
  const starts = host.trace.flatMap((entry) =>
    entry.kind === 'started' ? [`${nameOf(entry.ref)}${entry.phase ? `:${entry.phase}` : ''}@${entry.atMs}`] : [],
  )
  const skipped = host.trace.flatMap((entry) => (entry.kind === 'skipped' ? [nameOf(entry.ref)] : []))
  return { host, outcome, starts, names: starts.map((start) => start.replace(/@.*/, '')), skipped, snapshots }
}
