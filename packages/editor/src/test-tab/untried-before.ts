import type { FlowDocument, Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { readsOf } from '@patchbay/flow/read-steps'

/**
 * The steps that a step reads from, directly or through what gives it its items, and that have given nothing yet with
 * the chosen sample: tried alone, it would be tried with holes. In the order they stand in the flow.
 */
export function untriedBefore(
  { steps }: FlowDocument,
  stepId: string,
  outputs: Readonly<Record<string, Json>>,
): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const open = [stepId]
  const asked = new Set(open)
  const untried = new Set<string>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = byId.get(id)
    if (step === undefined) continue
    const around = loopsAround(step, byId)
    // A test of one step begins the loops around it itself: they are asked for what they go through.
    for (const from of [...readsOf(ruleOf(step)).map((read) => read.stepId), ...around]) {
      const source = byId.get(from)
      if (source === undefined || source.kind === 'trigger' || asked.has(from)) continue
      asked.add(from)
      if (isAround(source, step, byId)) open.push(from)
      else if (outputs[from] === undefined) untried.add(from)
    }
  }
  return steps.filter(({ id }) => untried.has(id))
}

/** Of a container only what it begins with: what it collects comes from inside. */
const ruleOf = (step: Step): unknown => (step.kind === 'loop' ? step.list : step)

function loopsAround(step: Step, byId: ReadonlyMap<string, Step>): string[] {
  return containersAround(step, byId).flatMap(({ id, kind }) => (kind === 'loop' ? [id] : []))
}

const isAround = (container: Step, step: Step, byId: ReadonlyMap<string, Step>): boolean =>
  containersAround(step, byId).some(({ id }) => id === container.id)

function containersAround(step: Step, byId: ReadonlyMap<string, Step>): Step[] {
  const around: Step[] = []
  for (let id = step.parent; id !== undefined; ) {
    const container = byId.get(id)
    // A draft may hold a ring by mistake.
    if (container === undefined || around.includes(container)) break
    around.push(container)
    id = container.parent
  }
  return around
}
