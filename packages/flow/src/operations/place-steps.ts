import type { Edge, FlowDocument, Step } from '../document.ts'
import { graphOf } from '../graph.ts'
import { undoOf } from '../lanes.ts'
import { succeed } from '../result.ts'
import { defineOperation, refuseUnknownStep } from './define-operation.ts'
import type { OperationByKind } from './operation-schemas.ts'
import { healOver } from './remove-steps.ts'
import { placeOf, standingIn } from './standing.ts'

/**
 * Puts several steps at places, into containers and lanes, or with `parent: null` out onto the canvas, all at once:
 * cables among steps that go the same way stay, and what undoes a step goes along with it. Cables that would cross a
 * border are removed; what they joined outside is healed.
 */
export const placeSteps = defineOperation<'placeSteps'>({
  structural: true,
  apply: (document, { places }) => {
    const known = new Map(document.steps.map((step) => [step.id, step]))
    const unknown = places.find(({ stepId }) => !known.has(stepId))
    if (unknown !== undefined) return refuseUnknownStep(unknown.stepId)
    const placed = new Map([...undoPlaces(document, places), ...places].map((place) => [place.stepId, place]))
    const steps = document.steps.map((step): Step => {
      const place = placed.get(step.id)
      return place === undefined ? step : { ...standingIn(step, place), position: place.position }
    })
    const after = new Map(steps.map((step) => [step.id, placeOf(step)]))
    const leaving = document.steps.filter((step) => placed.has(step.id) && after.get(step.id) !== placeOf(step))
    return succeed({ ...document, steps, edges: edgesAfter(document, after, leaving) })
  },
})

type Place = OperationByKind['placeSteps']['places'][number]

/** As far from the step that it undoes as before. */
function undoPlaces(document: FlowDocument, places: readonly Place[]): Place[] {
  const graph = graphOf(document)
  return places.flatMap((place) => {
    const step = graph.step(place.stepId)
    const undo = undoOf(graph, place.stepId)
    if (step === undefined || undo === undefined) return []
    const x = undo.position.x + place.position.x - step.position.x
    const y = undo.position.y + place.position.y - step.position.y
    return [{ ...place, stepId: undo.id, position: { x, y } }]
  })
}

function edgesAfter(document: FlowDocument, places: ReadonlyMap<string, string>, leaving: readonly Step[]): Edge[] {
  if (leaving.length === 0) return document.edges
  const stays = ({ from, to }: Edge) => places.get(from) === places.get(to)
  const kept = document.edges.filter(stays)
  const left = new Set(leaving.map(({ id }) => id))
  const healed = leaving.reduce(healOver, document.edges).filter((edge) => !left.has(edge.from) && !left.has(edge.to))
  const ends = (edge: Edge) => JSON.stringify([edge.from, edge.port, edge.to])
  const known = new Set(kept.map(ends))
  const ids = new Set(kept.map(({ id }) => id))
  return [...kept, ...healed.filter((edge) => stays(edge) && !known.has(ends(edge)) && !ids.has(edge.id))]
}
