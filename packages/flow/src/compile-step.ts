import { toWorkNode } from './compile/to-work-node.ts'
import type { FlowDocument, Step } from './document.ts'
import { flowOrder } from './flow-order.ts'
import { graphOf } from './graph.ts'
import { ENGINE_VERSION, EXPRESSION_VERSION, type Plan, type WorkNode } from './plan.ts'
import type { Problem } from './problem.ts'
import { type Result, refuse, succeed } from './result.ts'
import { type ValidateOptions, validate } from './validate.ts'

/**
 * A plan in which one step can be tried by itself, however unfinished the rest of the draft is: only that step and the
 * containers around it hold work, all others just their names. Refused with what is wrong with the step.
 */
export function compileStep(
  document: FlowDocument,
  stepId: string,
  options: ValidateOptions,
): Result<{ plan: Plan; target: number }, Problem[]> {
  const graph = graphOf(document)
  const { ordered } = flowOrder(graph)
  const target = ordered.findIndex(({ id }) => id === stepId)
  if (target < 0) return refuse([notThere(stepId)])
  const real = new Set([stepId, ...graph.around(stepId).map(({ id }) => id)])
  const wrong = validate(document, options).filter(
    (problem) => problem.severity === 'error' && problem.stepId === stepId && problem.code !== 'step_unreachable',
  )
  if (wrong.length > 0) return refuse(wrong)
  const indexes = new Map(ordered.map(({ id }, index) => [id, index]))
  const plan: Plan = {
    planVersion: 1,
    engineVersion: ENGINE_VERSION,
    expressionVersion: EXPRESSION_VERSION,
    control: ordered.map((step) => ({
      id: step.id,
      kind: step.kind,
      region: step.parent === undefined ? null : (indexes.get(step.parent) ?? null),
      deps: [],
      mode: 'segment' as const,
      catches: false,
    })),
    work: ordered.map((step) => workOf(step, { real, indexes, options })),
  }
  return succeed({ plan, target })
}

type Context = { real: Set<string>; indexes: ReadonlyMap<string, number>; options: ValidateOptions }

function workOf(step: Step, context: Context): WorkNode {
  if (context.real.has(step.id) || step.kind === 'trigger') return toWorkNode(withoutCollect(step), context)
  return { name: step.name, kind: 'parallel' }
}

/** A loop around the step is there for its element; what it would collect may be unfinished. */
const withoutCollect = (step: Step): Step => (step.kind === 'loop' ? { ...step, collect: undefined } : step)

const notThere = (stepId: string): Problem => ({
  code: 'step_missing',
  severity: 'error',
  message: 'This step is not in the draft any more, or stands in a ring of cables.',
  stepId,
})
