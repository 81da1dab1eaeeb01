import type { FlowDocument, Position } from '@patchbay/flow/document'
import { type CanvasModel, canvasModel } from '../canvas-model.ts'
import { contentBottom, contentTop, inset } from '../flow-layout.ts'
import { UNDO } from '../flow-walk.ts'
import { laneBoxes, laneNames } from '../lanes.ts'
import type { Box, LaneName } from '../layout-types.ts'
import type { Manifests } from '../manifests.ts'
import { isAutomatic } from '../model-layout.ts'
import { hangRoom } from '../undo-place.ts'

export type Move = { stepId: string; position: Position }

/** Below a step at least. */
export const below = { plain: 40, branching: 64 } as const
const beside = 24

/**
 * Moves that give a step (new, moved, or grown) the room it takes: what it would cover goes down, a container grows
 * with its content, and what then stands under the container goes down too.
 */
export function makeRoom(document: FlowDocument, manifests: Manifests, changed: readonly string[]): Move[] {
  if (isAutomatic(document)) return []
  const model = canvasModel(document, manifests)
  const places = new Map<string, Box>([...model.layout.boxes].map(([id, box]) => [id, { ...box }]))
  const moved = new Set<string>()
  for (const id of changed) settle(model.walk.undoes.get(id) ?? id, { model, places, moved })
  return [...moved].flatMap((stepId): Move[] => {
    const box = places.get(stepId)
    return box === undefined ? [] : [{ stepId, position: { x: Math.round(box.x), y: Math.round(box.y) } }]
  })
}

type Room = { model: CanvasModel; places: Map<string, Box>; moved: Set<string> }

function settle(id: string, room: Room) {
  const parent = room.model.byId.get(id)?.parent ?? null
  keepInside(id, room)
  keepLanes(id, room)
  grow(id, room)
  pushDown(id, parent, room)
  if (parent !== null) settle(parent, room)
}

/** With what hangs at its left: that has no place of its own. */
function unit(id: string, { model, places }: Room): Box | undefined {
  const box = places.get(id)
  if (box === undefined) return undefined
  const hang = hangRoom(model.walk.outOf(id).filter(({ port }) => port === UNDO).length)
  return { ...box, x: box.x - hang, width: box.width + hang }
}

function unitsIn(parent: string | null, room: Room): { id: string; lane: LaneName; box: Box }[] {
  return room.model.walk.inside(parent).flatMap((id) => {
    const box = room.model.walk.undoes.has(id) ? undefined : unit(id, room)
    return box === undefined ? [] : [{ id, lane: room.model.byId.get(id)?.lane ?? 'try', box }]
  })
}

function shift(ids: readonly string[], by: { x: number; y: number }, { places, moved }: Room) {
  if (by.x === 0 && by.y === 0) return
  for (const id of ids) {
    const box = places.get(id)
    if (box === undefined) continue
    places.set(id, { ...box, x: box.x + by.x, y: box.y + by.y })
    moved.add(id)
  }
}

/** What one covers goes below it, and so on; nothing goes up, so it ends. */
function pushDown(first: string, parent: string | null, room: Room) {
  const lane = room.model.byId.get(first)?.lane
  const open = [first]
  for (let rounds = 0; open.length > 0 && rounds < 2000; rounds++) {
    const id = open.shift() ?? ''
    const box = unit(id, room)
    if (box === undefined) continue
    for (const other of unitsIn(parent, room)) {
      if (other.id === id || other.lane !== lane || !covers(box, other.box)) continue
      shift([other.id], { x: 0, y: box.y + box.height + below.plain - other.box.y }, room)
      open.push(other.id)
    }
  }
}

function covers(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + beside &&
    b.x < a.x + a.width + beside &&
    a.y < b.y + b.height + beside &&
    b.y < a.y + a.height + beside
  )
}

/** A step left of, or above, where a container's content begins moves the border there, not itself. */
function keepInside(container: string, room: Room) {
  const kind = room.model.byId.get(container)?.container
  const inside = unitsIn(container, room)
  if (kind === undefined || kind === null || inside.length === 0) return
  const by = {
    x: Math.max(0, inset.side - Math.min(...inside.map(({ box }) => box.x))),
    y: Math.max(0, contentTop(kind) - Math.min(...inside.map(({ box }) => box.y))),
  }
  shift(
    inside.map(({ id }) => id),
    by,
    room,
  )
  shift([container], { x: -by.x, y: -by.y }, room)
}

/** A lane that grows moves the lanes at its right. */
function keepLanes(container: string, room: Room) {
  if (room.model.byId.get(container)?.container !== 'scope') return
  for (const lane of laneNames.slice(1)) {
    const inside = unitsIn(container, room)
    const own = inside.filter((each) => each.lane === lane)
    if (own.length === 0) continue
    const before = inside.filter((each) => laneNames.indexOf(each.lane) < laneNames.indexOf(lane))
    const end = Math.max(...laneBoxes(before).map(({ x, width }) => x + width))
    const by = end + inset.side - Math.min(...own.map(({ box }) => box.x))
    shift(
      own.map(({ id }) => id),
      { x: Math.max(0, by), y: 0 },
      room,
    )
  }
}

function grow(container: string, room: Room) {
  const frame = room.places.get(container)
  const kind = room.model.byId.get(container)?.container ?? null
  const inside = unitsIn(container, room)
  if (frame === undefined || kind === null || inside.length === 0) return
  const lanes = kind === 'scope' ? laneBoxes(inside).map(({ x, width }) => x + width) : []
  room.places.set(container, {
    ...frame,
    width: Math.max(...inside.map(({ box }) => box.x + box.width + inset.side), ...lanes),
    height: Math.max(...inside.map(({ box }) => box.y + box.height)) + contentBottom(kind),
  })
}

/** Where each step stands now, written down: for the first change by hand of a flow that was laid out by itself. */
export function concrete(model: CanvasModel): Move[] {
  return model.steps.map(({ id, box }) => ({ stepId: id, position: { x: box.x, y: box.y } }))
}
