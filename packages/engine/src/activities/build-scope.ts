import { iterationKey } from '@patchbay/core/runs/run-target'
import type { StepError } from '@patchbay/db/schema'
import type { Json, JsonObject } from '@patchbay/flow/json'
import type { Plan } from '@patchbay/flow/plan'
import type { Scope } from '@patchbay/mapping/scope'
import type { NodeRef } from '@patchbay/scheduler/host'
import { type RunSession, stepKey } from './run-session.ts'

/** What the mappings of a step can see: outputs of the steps before it, and the current items of the loops around it. */
export function buildScope(session: RunSession, ref: NodeRef): Scope {
  const { plan, run } = session
  const steps: Record<string, Json> = {}
  const loops: Record<string, { item: Json; index: number }> = {}
  plan.control.forEach((node, index) => {
    if (index === ref.node) return
    if (node.kind === 'trigger') {
      steps[node.id] = run.item
      return
    }
    const depth = loopDepth(session, index)
    if (depth > ref.iteration.length) return
    const known = session.steps.get(stepKey(index, iterationKey(ref.iteration.slice(0, depth))))
    // On its error path a step gives the reason.
    if (known?.state === 'failed' && known.error) steps[node.id] = { error: toJson(known.error) }
    if (known?.state !== 'succeeded' || known.output === null) return
    steps[node.id] = known.output
    const position = ref.iteration[depth]
    if (node.kind === 'loop' && position !== undefined && isAround(session, index, ref.node)) {
      loops[node.id] = { item: listOf(known.output)[position] ?? null, index: position }
    }
  })
  const stepNames = Object.fromEntries(plan.control.map((node, index) => [node.id, plan.work[index]?.name ?? node.id]))
  return { steps, stepNames, loops, run: run.constants, workspace: run.workspace }
}

/** How many loops stand around a node. */
const loopDepth = ({ plan }: RunSession, node: number): number =>
  containersAround(plan, node).filter((container) => plan.control[container]?.kind === 'loop').length

const isAround = ({ plan }: RunSession, container: number, node: number): boolean =>
  containersAround(plan, node).includes(container)

/** Containers around a node, innermost first. */
export function containersAround(plan: Plan, node: number): number[] {
  const around: number[] = []
  for (let at = plan.control[node]?.region ?? null; at !== null; at = plan.control[at]?.region ?? null) around.push(at)
  return around
}

const toJson = (error: StepError): JsonObject => JSON.parse(JSON.stringify(error))

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (output: Json): Json[] => {
  const items = isObject(output) ? output['items'] : undefined
  return Array.isArray(items) ? items : []
}
