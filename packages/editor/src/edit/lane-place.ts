import type { Position } from '@patchbay/flow/document'
import type { CanvasModel } from '../canvas-model.ts'
import { contentTop, inset } from '../flow-layout.ts'
import { type LaneBox, laneNames } from '../lanes.ts'
import type { LaneName } from '../layout-types.ts'
import { below } from './make-room.ts'

/** Where a lane's content begins, or would. */
function laneLeft(lanes: readonly LaneBox[], lane: LaneName): number {
  const own = lanes.find((each) => each.lane === lane)
  if (own !== undefined) return own.x + inset.side
  const before = lanes.findLast((each) => laneNames.indexOf(each.lane) < laneNames.indexOf(lane))
  return (before === undefined ? 0 : before.x + before.width) + inset.side
}

/** A free place in a container, or in a lane of it: right of all that stands there. */
export function freeSpot(model: CanvasModel, { parent, lane }: { parent: string | null; lane: LaneName }): Position {
  const inside = model.steps.filter((view) => view.parent === parent && view.lane === lane)
  const container = parent === null ? undefined : model.byId.get(parent)
  const kind = container?.container ?? null
  const left = kind === 'scope' ? laneLeft(container?.lanes ?? [], lane) : kind === null ? 0 : inset.side
  const right = Math.max(left, ...inside.map(({ box }) => box.x + box.width + below.plain))
  return { x: right, y: kind === null ? 0 : contentTop(kind) }
}
