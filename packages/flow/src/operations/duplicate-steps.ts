import type { FlowDocument, Step } from '../document.ts'
import { succeed } from '../result.ts'
import { defineOperation, findStep, refuseAs, refuseUnknownStep } from './define-operation.ts'
import { withContent } from './remove-steps.ts'
import { renameReferences } from './rename-references.ts'
import { uniqueId } from './unique-id.ts'

/**
 * Copies of steps, moved by `offset`, with the cables and mappings among them. What a container among them holds and
 * what undoes one of them is copied with it, under ids made from the old ones.
 */
export const duplicateSteps = defineOperation<'duplicateSteps'>({
  structural: true,
  apply: (document, { copies, offset }) => {
    for (const { stepId } of copies) {
      const step = findStep(document, stepId)
      if (step === undefined) return refuseUnknownStep(stepId)
      if (step.kind === 'trigger') {
        const message = 'A flow has one trigger, so it cannot be copied. Copy the whole flow instead.'
        return refuseAs('trigger_duplicate', message, { stepId })
      }
    }
    const newIds = chooseIds(document, copies)
    const named = new Set(copies.map(({ stepId }) => stepId))
    const copied = document.steps.flatMap((step): Step[] => {
      const id = newIds.get(step.id)
      if (id === undefined) return []
      const parent = step.parent === undefined ? {} : { parent: newIds.get(step.parent) ?? step.parent }
      const position = { x: step.position.x + offset.x, y: step.position.y + offset.y }
      const name = named.has(step.id) ? `${step.name.slice(0, 190).toWellFormed()} (copy)` : step.name
      return [{ ...renameReferences(step, newIds), id, name, position, ...parent }]
    })
    const takenIds = new Set(document.edges.map(({ id }) => id))
    const edges = document.edges.flatMap((edge) => {
      const from = newIds.get(edge.from)
      const to = newIds.get(edge.to)
      if (from === undefined || to === undefined) return []
      const id = uniqueId(edge.id, takenIds)
      takenIds.add(id)
      return [{ ...edge, id, from, to }]
    })
    return succeed({ ...document, steps: [...document.steps, ...copied], edges: [...document.edges, ...edges] })
  },
})

function chooseIds(document: FlowDocument, copies: readonly { stepId: string; newId: string }[]): Map<string, string> {
  const newIds = new Map(copies.map(({ stepId, newId }) => [stepId, newId]))
  const taken = new Set([...document.steps.map(({ id }) => id), ...newIds.values()])
  for (const id of withContent(document, [...newIds.keys()])) {
    if (newIds.has(id)) continue
    const newId = uniqueId(id, taken)
    taken.add(newId)
    newIds.set(id, newId)
  }
  return newIds
}
