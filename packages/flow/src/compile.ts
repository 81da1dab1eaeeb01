import { toControlNode } from './compile/to-control-node.ts'
import { toWorkNode } from './compile/to-work-node.ts'
import type { FlowDocument } from './document.ts'
import { flowOrder } from './flow-order.ts'
import { graphOf } from './graph.ts'
import { ENGINE_VERSION, EXPRESSION_VERSION, type Plan } from './plan.ts'
import { planHash } from './plan-hash.ts'
import type { Problem } from './problem.ts'
import { type Result, refuse, succeed } from './result.ts'
import { type ValidateOptions, validate } from './validate.ts'

export type Compiled = { plan: Plan; hash: string; warnings: Problem[] }

/**
 * The plan of a document that has no errors; otherwise every problem found, warnings too. The plan and its hash depend
 * on what the flow does and how its steps are named, not on positions, notes, or the order steps and cables are listed in.
 */
export function compile(document: FlowDocument, options: ValidateOptions): Result<Compiled, Problem[]> {
  const problems = validate(document, options)
  if (problems.some(({ severity }) => severity === 'error')) return refuse(problems)
  const graph = graphOf(document)
  const { ordered } = flowOrder(graph)
  const indexes = new Map(ordered.map((step, index) => [step.id, index]))
  const nodes = ordered.map((step) => {
    const work = toWorkNode(step, { indexes, options })
    return { work, control: toControlNode(step, { graph, indexes, work, options }) }
  })
  const plan: Plan = {
    planVersion: 1,
    engineVersion: ENGINE_VERSION,
    expressionVersion: EXPRESSION_VERSION,
    control: nodes.map(({ control }) => control),
    work: nodes.map(({ work }) => work),
  }
  return succeed({ plan, hash: planHash(plan), warnings: problems })
}
