import { iterationKey } from '@patchbay/core/runs/run-target'
import type { StepError } from '@patchbay/db/schema'
import type { Json, JsonObject } from '@patchbay/flow/json'
import type { WorkNode } from '@patchbay/flow/plan'
import type { Scope } from '@patchbay/mapping/scope'
import type { NodeRef } from '@patchbay/scheduler/host'
import { isContainer, lastPassIn } from './complete-session.ts'
import { failureInside, goesOnAnyway } from './failure-inside.ts'
import { type RunSession, stepKey } from './run-session.ts'
import { containersAround, passesAround, seenIteration } from './seen-iteration.ts'
import { stepsNamed } from './steps-named.ts'

/**
 * What the mappings of a step can see: outputs of the steps before it, and the current items of the loops around it. Of
 * a step as the plan has it only those that it names; `everything` is for mappings that a person puts in their place.
 */
export function buildScope(session: RunSession, ref: NodeRef, everything = false): Scope {
  const { plan, run } = session
  const steps: Record<string, Json> = {}
  const loops: Record<string, { item: Json; index: number }> = {}
  const around = new Set(containersAround(plan, ref.node))
  const lastPass = lastPassIn(session)
  const own = plan.work[ref.node]
  const named = own === undefined || everything ? null : stepsNamed(own)
  plan.control.forEach((node, index) => {
    if (index === ref.node || (named !== null && !named.has(node.id))) return
    if (node.kind === 'trigger') {
      steps[node.id] = run.item
      return
    }
    const iteration = seenIteration(plan, ref, { node: index, lastPass })
    if (iteration === null) return
    const known = session.steps.get(stepKey(index, iterationKey(iteration)))
    if (around.has(index)) {
      // Its name stands for the item of this pass; the whole list would be carried to every expression inside.
      if (node.kind === 'loop') {
        const item = elementAt(session, { loop: index, iteration: ref.iteration, output: known?.output ?? null })
        if (item !== null) loops[node.id] = item
      }
      const error =
        node.scope?.catches && laneOf(session, ref.node, index) === 1 ? caught(session, index, iteration, 0) : null
      if (error !== null) steps[node.id] = { error }
      return
    }
    // On its error path a step gives the reason.
    if (known?.state === 'failed' && known.error) steps[node.id] = { error: toJson(known.error) }
    else if (known?.state === 'succeeded' && known.output !== null) steps[node.id] = known.output
    const error = node.catches && isContainer(node.kind) ? caught(session, index, iteration) : null
    if (error !== null && known?.state !== 'failed') steps[node.id] = { error }
  })
  const stepNames = Object.fromEntries(plan.control.map((node, index) => [node.id, plan.work[index]?.name ?? node.id]))
  return { steps, stepNames, loops, run: run.constants, workspace: run.workspace }
}

/** The lane of a scope that a node stands in, by way of the containers between. */
function laneOf({ plan }: RunSession, node: number, scope: number): number {
  const around = containersAround(plan, node)
  const at = around.indexOf(scope)
  return plan.control[at === 0 ? node : (around[at - 1] ?? node)]?.lane ?? 0
}

function caught(
  { plan, failures }: RunSession,
  container: number,
  iteration: number[],
  lane?: number,
): JsonObject | null {
  // In its catch lane it has surely failed; elsewhere it may have gone well in spite of what failed inside.
  if (lane === undefined && (failures.length === 0 || goesOnAnyway(plan, failures, container))) return null
  const error = failureInside(plan, failures, { container, iteration, ...(lane === undefined ? {} : { lane }) })
  return error === null ? null : { ...error }
}

function elementAt(
  { plan }: RunSession,
  of: { loop: number; iteration: number[]; output: Json },
): { item: Json; index: number } | null {
  const index = of.iteration[passesAround(plan, of.loop).length]
  const work = plan.work[of.loop]
  if (index === undefined || work?.kind !== 'loop') return null
  return { item: itemOf(work, of.output, index), index }
}

/** With a batch size an item is a slice of the list. */
function itemOf({ batchSize = 1 }: Extract<WorkNode, { kind: 'loop' }>, output: Json, index: number): Json {
  const items = listOf(output)
  return batchSize > 1 ? items.slice(index * batchSize, (index + 1) * batchSize) : (items[index] ?? null)
}

const toJson = (error: StepError): JsonObject => JSON.parse(JSON.stringify(error))

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const listOf = (output: Json): Json[] => {
  const items = isObject(output) ? output['items'] : undefined
  return Array.isArray(items) ? items : []
}
