import type { Edge, FlowDocument, Step } from '../document.ts'
import { succeed } from '../result.ts'
import { defineOperation, refuseUnknownStep } from './define-operation.ts'
import { healOver } from './remove-steps.ts'

/**
 * Puts several steps at places, into containers, or with `parent: null` out onto the canvas, all at once: cables among
 * steps that go the same way stay. Cables that would cross a border are removed; what they joined outside is healed.
 */
export const placeSteps = defineOperation<'placeSteps'>({
  structural: true,
  apply: (document, { places }) => {
    const known = new Map(document.steps.map((step) => [step.id, step]))
    const unknown = places.find(({ stepId }) => !known.has(stepId))
    if (unknown !== undefined) return refuseUnknownStep(unknown.stepId)
    const placed = new Map(places.map((place) => [place.stepId, place]))
    const steps = document.steps.map((step): Step => {
      const place = placed.get(step.id)
      if (place === undefined) return step
      const { parent: _old, ...rest } = step
      const { position, parent } = place
      return parent === null ? { ...rest, position } : { ...rest, position, parent }
    })
    const leaving = document.steps.filter(
      ({ id, parent }) => placed.has(id) && (placed.get(id)?.parent ?? undefined) !== parent,
    )
    return succeed({ ...document, steps, edges: edgesAfter(document, steps, leaving) })
  },
})

function edgesAfter(document: FlowDocument, steps: readonly Step[], leaving: readonly Step[]): Edge[] {
  if (leaving.length === 0) return document.edges
  const parents = new Map(steps.map(({ id, parent }) => [id, parent]))
  const stays = ({ from, to }: Edge) => parents.get(from) === parents.get(to)
  const kept = document.edges.filter(stays)
  const left = new Set(leaving.map(({ id }) => id))
  const healed = leaving.reduce(healOver, document.edges).filter((edge) => !left.has(edge.from) && !left.has(edge.to))
  const ends = (edge: Edge) => JSON.stringify([edge.from, edge.port, edge.to])
  const known = new Set(kept.map(ends))
  const ids = new Set(kept.map(({ id }) => id))
  return [...kept, ...healed.filter((edge) => stays(edge) && !known.has(ends(edge)) && !ids.has(edge.id))]
}
