import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import type { CanvasModel } from '../canvas-model.ts'
import { UNDO } from '../flow-walk.ts'
import type { LaneName } from '../layout-types.ts'
import type { Manifests } from '../manifests.ts'
import { isAutomatic } from '../model-layout.ts'
import { edgeIdFor } from './connect-rules.ts'
import { freeSpot } from './lane-place.ts'
import { makeRoom } from './make-room.ts'
import { undosOf } from './move-steps.ts'

export type LanePlace = { containerId: string; lane: LaneName }

/**
 * Steps into a lane of a scope, below what stands at its end, cables among them kept. In a flow that lays itself out they
 * get no place of their own. Null when all are there already.
 */
export function laneOperation(
  document: FlowDocument,
  manifests: Manifests,
  { model, steps, to }: { model: CanvasModel; steps: readonly string[]; to: LanePlace },
): Operation | null {
  const { containerId: parent, lane } = to
  const views = model.steps.filter(
    (view) => steps.includes(view.id) && view.undoes === null && view.step.kind !== 'trigger' && view.id !== parent,
  )
  if (views.every((view) => view.parent === parent && view.lane === lane)) return null
  const spot = freeSpot(model, { parent, lane })
  const automatic = isAutomatic(document)
  const left = Math.min(...views.map(({ box }) => box.x))
  const top = Math.min(...views.map(({ box }) => box.y))
  const led = views.map(({ id, box }) => {
    const position = automatic ? { x: 0, y: 0 } : { x: spot.x + box.x - left, y: spot.y + box.y - top }
    return { stepId: id, position, parent, lane: lane === 'try' ? null : lane }
  })
  const undos = undosOf(model, led).map((place) => (automatic ? { ...place, position: { x: 0, y: 0 } } : place))
  const operations: Operation[] = [
    { kind: 'placeSteps', places: [...led, ...undos] },
    ...joined(document, model, { views, to }),
  ]
  const placed = apply(document, { kind: 'batch', operations })
  const moves = placed.ok ? makeRoom(placed.value, manifests, [...led.map(({ stepId }) => stepId), parent]) : []
  if (moves.length > 0) operations.push({ kind: 'moveSteps', moves })
  return { kind: 'batch', operations }
}

/** A single step goes on from the only end of its new lane: a lane is a list of things to do. */
function joined(
  document: FlowDocument,
  model: CanvasModel,
  { views, to }: { views: CanvasModel['steps']; to: LanePlace },
): Operation[] {
  const [view, second] = views
  if (view === undefined || second !== undefined) return []
  const ends = model.steps.filter(
    (each) =>
      each.parent === to.containerId &&
      each.lane === to.lane &&
      each.undoes === null &&
      each.id !== view.id &&
      each.step.kind !== 'stop' &&
      model.walk.outOf(each.id).every(({ port }) => port === UNDO),
  )
  const [end, other] = ends
  const port = end?.outs[0]?.port
  if (end === undefined || other !== undefined || port === undefined) return []
  const edge = { from: end.id, port, to: view.id }
  return [{ kind: 'connect', edge: { id: edgeIdFor(document, edge), ...edge } }]
}
