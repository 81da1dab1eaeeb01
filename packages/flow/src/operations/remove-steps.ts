import type { Edge, FlowDocument, Step } from '../document.ts'
import { graphOf } from '../graph.ts'
import { undoOf } from '../lanes.ts'
import { ERROR_PORT, portsOf, TIMEOUT_PORT, UNDO_PORT } from '../ports.ts'
import { succeed } from '../result.ts'
import { defineOperation, findStep, refuseUnknownStep } from './define-operation.ts'
import { uniqueId } from './unique-id.ts'

/**
 * Removes steps, with what containers among them hold and what undoes them. With `heal`, each cable into a removed step goes on to where
 * the step's main way led: the way out, or of a branch the first that leads anywhere.
 */
export const removeSteps = defineOperation<'removeSteps'>({
  structural: true,
  apply: (document, { stepIds, heal }) => {
    const unknown = stepIds.find((stepId) => findStep(document, stepId) === undefined)
    if (unknown !== undefined) return refuseUnknownStep(unknown)
    const removed = withContent(document, stepIds)
    const outermost = document.steps.filter(({ id, parent }) => removed.has(id) && !removed.has(parent ?? ''))
    const healed = heal ? outermost.reduce(healOver, document.edges) : document.edges
    return succeed({
      ...document,
      steps: document.steps.filter(({ id }) => !removed.has(id)),
      edges: healed.filter(({ from, to }) => !removed.has(from) && !removed.has(to)),
    })
  },
})

/** The ids given, those of all steps inside them, and of what undoes any of these. */
export function withContent(document: FlowDocument, stepIds: readonly string[]): Set<string> {
  const graph = graphOf(document)
  const all = new Set<string>()
  const open = [...stepIds]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (all.has(id)) continue
    all.add(id)
    open.push(...graph.inside(id).map((step) => step.id))
    const undo = undoOf(graph, id)
    if (undo !== undefined) open.push(undo.id)
  }
  return all
}

/** Ways that are not the main one. */
const ASIDE: ReadonlySet<string> = new Set([ERROR_PORT, UNDO_PORT, TIMEOUT_PORT])

/** Each cable into a step goes on to where its main way led; all other cables of the step go. */
export function healOver(edges: Edge[], step: Step): Edge[] {
  const incoming = edges.filter(({ to, from, port }) => to === step.id && from !== step.id && port !== UNDO_PORT)
  const main = portsOf(step).find(({ id }) => !ASIDE.has(id) && edges.some((edge) => leaves(edge, step, id)))
  const targets = main === undefined ? [] : edges.filter((edge) => leaves(edge, step, main.id) && edge.to !== step.id)
  const rest = edges.filter(({ from, to }) => from !== step.id && to !== step.id)
  const takenIds = new Set(edges.map(({ id }) => id))
  for (const [index, { id, from, port }] of incoming.entries()) {
    for (const [target, { id: onward, to }] of targets.entries()) {
      if (from === to || rest.some((edge) => edge.from === from && edge.port === port && edge.to === to)) continue
      // The cable that stays keeps its id; further ones take those that fall free, then new ones.
      const newId = target === 0 ? id : index === 0 ? onward : uniqueId(`${id}_${onward}`, takenIds)
      takenIds.add(newId)
      rest.push({ id: newId, from, port, to })
    }
  }
  return rest
}

function leaves(edge: Edge, step: Step, port: string): boolean {
  return edge.from === step.id && edge.port === port
}
