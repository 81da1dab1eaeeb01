import type { FlowDocument, Position } from '@patchbay/flow/document'
import { type CanvasModel, canvasModel } from '../canvas-model.ts'
import { contentTop, inset } from '../flow-layout.ts'
import type { Box } from '../layout-types.ts'
import type { Manifests } from '../manifests.ts'
import { isAutomatic } from '../model-layout.ts'

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
  for (const id of changed) settle(id, { model, places, moved })
  return [...moved].flatMap((stepId): Move[] => {
    const box = places.get(stepId)
    return box === undefined ? [] : [{ stepId, position: { x: Math.round(box.x), y: Math.round(box.y) } }]
  })
}

type Room = { model: CanvasModel; places: Map<string, Box>; moved: Set<string> }

function settle(id: string, room: Room) {
  const parent = room.model.byId.get(id)?.parent ?? null
  keepInside(id, room)
  grow(id, room)
  pushDown(id, parent, room)
  if (parent !== null) settle(parent, room)
}

/** What one covers goes below it, and so on; nothing goes up, so it ends. */
function pushDown(first: string, parent: string | null, { model, places, moved }: Room) {
  const open = [first]
  for (let rounds = 0; open.length > 0 && rounds < 2000; rounds++) {
    const id = open.shift() ?? ''
    const box = places.get(id)
    if (box === undefined) continue
    for (const other of model.walk.inside(parent)) {
      const its = places.get(other)
      if (other === id || its === undefined || !covers(box, its)) continue
      places.set(other, { ...its, y: box.y + box.height + below.plain })
      moved.add(other)
      open.push(other)
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
function keepInside(container: string, { model, places, moved }: Room) {
  const frame = places.get(container)
  const kind = model.byId.get(container)?.container
  const inside = model.walk.inside(container)
  if (frame === undefined || kind === undefined || kind === null || inside.length === 0) return
  const boxes = inside.flatMap((id) => places.get(id) ?? [])
  const by = {
    x: Math.max(0, inset.side - Math.min(...boxes.map((box) => box.x))),
    y: Math.max(0, contentTop(kind) - Math.min(...boxes.map((box) => box.y))),
  }
  if (by.x === 0 && by.y === 0) return
  for (const id of inside) {
    const box = places.get(id)
    if (box === undefined) continue
    places.set(id, { ...box, x: box.x + by.x, y: box.y + by.y })
    moved.add(id)
  }
  places.set(container, { ...frame, x: frame.x - by.x, y: frame.y - by.y })
  moved.add(container)
}

function grow(container: string, { model, places }: Room) {
  const frame = places.get(container)
  const view = model.byId.get(container)
  if (frame === undefined || view === undefined || view.container === null) return
  const boxes = model.walk.inside(container).flatMap((id) => places.get(id) ?? [])
  if (boxes.length === 0) return
  const bottom = view.container === 'parallel' ? inset.join : inset.bottom
  places.set(container, {
    ...frame,
    width: Math.max(...boxes.map((box) => box.x + box.width)) + inset.side,
    height: Math.max(...boxes.map((box) => box.y + box.height)) + bottom,
  })
}

/** Where each step stands now, written down: for the first change by hand of a flow that was laid out by itself. */
export function concrete(model: CanvasModel): Move[] {
  return model.steps.map(({ id, box }) => ({ stepId: id, position: { x: box.x, y: box.y } }))
}
