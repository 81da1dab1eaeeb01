import type { Step } from '../document.ts'
import type { FlowGraph } from '../graph.ts'
import type { ControlNode, WorkNode } from '../plan.ts'
import { isRepeatSafe } from '../policy.ts'
import { ERROR_PORT } from '../ports.ts'
import { actionOf, type ValidateOptions } from '../validate/validation.ts'

type Context = { graph: FlowGraph; indexes: ReadonlyMap<string, number>; work: WorkNode; options: ValidateOptions }

/** A segment is one local activity: longer tries than this would hold the worker's workflow task. */
const MAX_SEGMENT_TIMEOUT_MS = 15_000

export function toControlNode(step: Step, context: Context): ControlNode {
  const { graph, indexes, work } = context
  return {
    id: step.id,
    kind: step.kind,
    region: step.parent === undefined ? null : indexOf(indexes, step.parent),
    deps: graph
      .into(step.id)
      .map(({ from, port }) => ({ node: indexOf(indexes, from), port }))
      .sort((a, b) => a.node - b.node || (a.port < b.port ? -1 : 1)),
    mode: modeOf(step, context),
    catches: graph.outOf(step.id).some(({ port }) => port === ERROR_PORT),
    ...(step.kind === 'loop' ? { concurrency: step.concurrency, onItemError: step.onItemError } : {}),
    ...(work.kind === 'action' ? { timeoutMs: work.policy.timeoutMs } : {}),
  }
}

function modeOf(step: Step, { work, options }: Context): ControlNode['mode'] {
  if (step.kind !== 'action' || work.kind !== 'action') return 'segment'
  const slow = actionOf(options, step)?.action.slow === true
  const quick = !slow && work.policy.timeoutMs <= MAX_SEGMENT_TIMEOUT_MS
  return quick && isRepeatSafe(work) ? 'segment' : 'activity'
}

function indexOf(indexes: ReadonlyMap<string, number>, id: string): number {
  const index = indexes.get(id)
  if (index === undefined) throw new Error(`Step ${id} was not placed, although the document was found valid.`)
  return index
}
