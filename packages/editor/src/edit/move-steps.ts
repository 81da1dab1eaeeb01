import type { FlowDocument, Position } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import type { CanvasModel, CanvasStep } from '../canvas-model.ts'
import { UNDO } from '../flow-walk.ts'
import { laneAt } from '../lanes.ts'
import type { Box, LaneName } from '../layout-types.ts'
import type { Manifests } from '../manifests.ts'
import { isAutomatic } from '../model-layout.ts'
import { edgeIdFor } from './connect-rules.ts'
import { concrete, makeRoom } from './make-room.ts'

/** Where steps have been let go, on the canvas. */
export type Drop = { stepId: string; at: Position }

type Place = { stepId: string; position: Position; parent: string | null; lane: 'catch' | 'finally' | null }

/**
 * One operation for steps that have been dragged: their places, the containers they now stand in, room for these.
 * The first of them in a flow writes down where all the others stand. Null when nothing moved.
 */
export function moveOperation(
  document: FlowDocument,
  manifests: Manifests,
  { model, drops, onto = null }: { model: CanvasModel; drops: readonly Drop[]; onto?: string | null },
): Operation | null {
  const between = intoCable(document, model, { drops, edgeId: onto })
  if (between.length > 0 && isAutomatic(document)) return { kind: 'batch', operations: between }
  const dragged = new Set(drops.map(({ stepId }) => stepId))
  const outer = drops.filter(
    ({ stepId }) => !around(model, stepId).some((id) => dragged.has(id)) && !model.walk.undoes.has(stepId),
  )
  const led = outer.flatMap((drop) => placeOf(model, drop, { dragged, stays: between.length > 0 }))
  const places = [...led, ...undosOf(model, led)]
  const isMoved = ({ stepId, position, ...place }: Place) => {
    const view = model.byId.get(stepId)
    return view !== undefined && (hasLeft(view, place) || view.box.x !== position.x || view.box.y !== position.y)
  }
  if (!places.some(isMoved) && between.length === 0) return null
  const changes = places.some((place) => {
    const view = model.byId.get(place.stepId)
    return view !== undefined && hasLeft(view, place)
  })
  const operations: Operation[] = isAutomatic(document) ? [{ kind: 'moveSteps', moves: concrete(model) }] : []
  operations.push(
    changes
      ? { kind: 'placeSteps', places }
      : { kind: 'moveSteps', moves: places.map(({ stepId, position }) => ({ stepId, position })) },
    ...ledTo(document, model, places),
    ...between,
  )
  const moved = apply(document, { kind: 'batch', operations })
  if (!moved.ok) return { kind: 'batch', operations }
  const containers = [...new Set(places.flatMap(({ parent }) => (parent === null ? [] : [parent])))]
  const put = between.length > 0 ? places.map(({ stepId }) => stepId) : []
  const moves = makeRoom(moved.value, manifests, [...put, ...containers])
  if (moves.length > 0) operations.push({ kind: 'moveSteps', moves })
  return operations.length === 1 && operations[0] !== undefined ? operations[0] : { kind: 'batch', operations }
}

/** Into another container, or another lane of its scope. */
const hasLeft = (view: CanvasStep, { parent, lane }: Pick<Place, 'parent' | 'lane'>) =>
  view.parent !== parent || view.lane !== (lane ?? 'try')

/** What undoes a step goes where the step goes. */
export function undosOf(model: CanvasModel, places: readonly Place[]): Place[] {
  return places.flatMap((place) =>
    model.walk.outOf(place.stepId).flatMap(({ port, to }) => {
      const box = model.byId.get(to)?.box
      return port === UNDO && box !== undefined ? [{ ...place, stepId: to, position: { x: box.x, y: box.y } }] : []
    }),
  )
}

/** A step without cables that is let go on one goes between what it joins. `edgeId`: the cable under the pointer. */
function intoCable(
  document: FlowDocument,
  model: CanvasModel,
  { drops, edgeId }: { drops: readonly Drop[]; edgeId: string | null },
): Operation[] {
  const edge = document.edges.find(({ id }) => id === edgeId)
  const [drop] = drops
  const view = drop === undefined ? undefined : model.byId.get(drop.stepId)
  if (edge === undefined || view === undefined || drops.length > 1 || view.step.kind === 'trigger') return []
  const isLoose = model.walk.into(view.id).length === 0 && model.walk.outOf(view.id).every(({ port }) => port === UNDO)
  const port = view.outs[0]?.port
  const from = model.byId.get(edge.from)
  const isBeside = from?.parent === view.parent && from.lane === view.lane
  if (!isLoose || port === undefined || !isBeside || edge.port === UNDO) return []
  const onward = { from: view.id, port, to: edge.to }
  return [
    { kind: 'reconnect', edgeId: edge.id, to: view.id },
    { kind: 'connect', edge: { id: edgeIdFor(document, onward), ...onward } },
  ]
}

/** A step moved by keys; it keeps its container. */
export function nudgeOperation(document: FlowDocument, model: CanvasModel, ids: readonly string[], by: Position) {
  const moves = ids.flatMap((stepId) => {
    const view = model.byId.get(stepId)
    return view === undefined ? [] : [{ stepId, position: { x: view.box.x + by.x, y: view.box.y + by.y } }]
  })
  const move: Operation = { kind: 'moveSteps', moves }
  const settled: Operation[] = isAutomatic(document) ? [{ kind: 'moveSteps', moves: concrete(model) }] : []
  return settled.length === 0 ? move : ({ kind: 'batch', operations: [...settled, move] } satisfies Operation)
}

type Hand = { dragged: ReadonlySet<string>; stays: boolean }

/** `stays`: in the container it is in, whatever frame it is over. */
function placeOf(model: CanvasModel, { stepId, at }: Drop, { dragged, stays }: Hand): Place[] {
  const view = model.byId.get(stepId)
  if (view === undefined) return []
  const parent = stays
    ? view.parent
    : view.step.kind === 'trigger'
      ? null
      : containerAt(model, headOf(view, at), dragged)
  const scope = parent === null ? undefined : model.byId.get(parent)
  const under = scope?.container === 'scope' ? laneAt(scope.lanes, headOf(view, at).x - scope.at.x) : 'try'
  const lane = laneOrNull(stays ? view.lane : under)
  if (parent === view.parent && Math.hypot(at.x - view.at.x, at.y - view.at.y) < 3)
    return [{ stepId, position: { x: view.box.x, y: view.box.y }, parent, lane: laneOrNull(view.lane) }]
  const origin = parent === null ? { x: 0, y: 0 } : (model.byId.get(parent)?.at ?? { x: 0, y: 0 })
  const siblings = model.steps.filter((each) => each.parent === parent && !dragged.has(each.id))
  return [{ stepId, position: snapped(view, { x: at.x - origin.x, y: at.y - origin.y }, siblings), parent, lane }]
}

const laneOrNull = (lane: LaneName): Place['lane'] => (lane === 'try' ? null : lane)

/** What counts is where its head is: a frame's lower border is often too high for all of a step that is meant for it. */
const headOf = ({ box }: CanvasStep, at: Position) => ({ x: at.x + box.width / 2, y: at.y + 16 })

/** Below a frame that grows with what is put into it. */
const reach = 28

/** The innermost container under a point, but none that is being dragged itself. */
export function containerAt(model: CanvasModel, point: Position, without: ReadonlySet<string>): string | null {
  const found = model.steps.filter(
    (view) =>
      view.container !== null &&
      !without.has(view.id) &&
      !around(model, view.id).some((id) => without.has(id)) &&
      contains({ ...view.box, ...view.at, height: view.box.height + reach }, point),
  )
  return found.toSorted((a, b) => around(model, b.id).length - around(model, a.id).length)[0]?.id ?? null
}

function around(model: CanvasModel, id: string): string[] {
  const parent = model.byId.get(id)?.parent ?? null
  return parent === null ? [] : [parent, ...around(model, parent)]
}

export function contains(box: Box, { x, y }: Position): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height
}

const near = 10

/** In line with the middle or the top of another step where that is near; else on the grid. */
function snapped(view: CanvasStep, { x, y }: Position, siblings: readonly CanvasStep[]): Position {
  const middles = siblings.map(({ box }) => box.x + box.width / 2 - view.box.width / 2)
  const tops = siblings.map(({ box }) => box.y)
  return { x: toward(x, middles), y: toward(y, tops) }
}

function toward(value: number, wishes: readonly number[]): number {
  const best = wishes.toSorted((a, b) => Math.abs(a - value) - Math.abs(b - value))[0]
  if (best !== undefined && Math.abs(best - value) <= near) return Math.round(best)
  return Math.round(value / 20) * 20
}

/** A step put below the only end of a loop's steps, or a lane's, is led to by it: that is a list of things to do. */
function ledTo(document: FlowDocument, model: CanvasModel, places: readonly Place[]): Operation[] {
  const [place, second] = places.filter(({ stepId }) => !model.walk.undoes.has(stepId))
  if (place === undefined || second !== undefined || place.parent === null) return []
  const container = model.byId.get(place.parent)
  const chained =
    container?.container === 'loop' || container?.container === 'repeat' || container?.container === 'scope'
  const moved = model.byId.get(place.stepId)
  if (!chained || moved === undefined || !hasLeft(moved, place)) return []
  const ends = model.steps.filter(
    (view) =>
      view.parent === place.parent &&
      view.lane === (place.lane ?? 'try') &&
      view.undoes === null &&
      view.id !== place.stepId &&
      view.step.kind !== 'stop' &&
      model.walk.outOf(view.id).every(({ port }) => port === UNDO),
  )
  const [end] = ends
  if (end === undefined || ends.length > 1 || end.box.y >= place.position.y) return []
  const port = end.outs[0]?.port ?? 'out'
  const edge = { from: end.id, port, to: place.stepId }
  return [{ kind: 'connect', edge: { id: edgeIdFor(document, edge), ...edge } }]
}
