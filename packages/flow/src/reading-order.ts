import type { Edge, FlowDocument, Step } from './document.ts'
import { graphOf } from './graph.ts'
import { laneIndex } from './lanes.ts'
import { portsOf, UNDO_PORT } from './ports.ts'

/**
 * The steps in the order a person reads them, as the canvas numbers them: along the main path first, a join after all
 * that lead to it, a container directly before its content, what undoes a step directly after it. Every step is in it, those in a ring too.
 */
export function readingOrder(document: FlowDocument): Step[] {
  const graph = graphOf(document)
  const done = new Set<string>()
  const order: Step[] = []
  const visit = (step: Step, force: boolean): void => {
    if (done.has(step.id)) return
    if (!force && graph.into(step.id).some(({ from }) => !done.has(from))) return
    done.add(step.id)
    order.push(step)
    region(step.id)
    for (const { to } of byJack(step, graph.outOf(step.id))) {
      const next = graph.step(to)
      if (next !== undefined) visit(next, false)
    }
  }
  const region = (container: string | null): void => {
    const members = [...graph.inside(container)].sort((a, b) => laneIndex(a) - laneIndex(b))
    for (const step of members) if (graph.into(step.id).length === 0) visit(step, false)
    for (const step of members) visit(step, true)
  }
  region(null)
  // Steps whose container is gone stand in no region.
  for (const step of document.steps) visit(step, true)
  return order
}

function byJack(step: Step, edges: readonly Edge[]): Edge[] {
  const jacks = portsOf(step).map(({ id }) => id)
  const rank = ({ port }: Edge) => {
    if (port === UNDO_PORT) return -1
    return jacks.includes(port) ? jacks.indexOf(port) : jacks.length
  }
  return [...edges].sort((a, b) => rank(a) - rank(b))
}
