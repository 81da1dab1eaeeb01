import { type Cable, type CanvasModel, type CanvasStep, FAILS } from './canvas-model.ts'
import { contentTop } from './flow-layout.ts'
import { ERROR, UNDO } from './flow-walk.ts'
import type { Route } from './layout-types.ts'
import { nodeHeight } from './node-view.ts'
import type { StepStates } from './step-state.ts'
import { sideJack } from './undo-place.ts'

/** `over`: how high it goes level before it comes down, where it does. */
export type Ends = { fromX: number; fromY: number; toX: number; toY: number; route: Route | null; over?: number }

/** A container stands below its cables: they end at the rim of its jacks. A step covers theirs. */
const rim = 7
const forkDown = 40

/**
 * Where a cable begins and ends on the canvas. Taken from the model and not from what was drawn: the same before fonts
 * are there, and when a foot appears.
 */
export function cableEnds(cable: Cable, model: CanvasModel, states: StepStates | undefined): Ends | null {
  const from = model.byId.get(cable.from)
  const to = model.byId.get(cable.to)
  if (from === undefined || to === undefined) return null
  const start = startOf(from, cable.port, nodeHeight(from, states?.[from.id], states !== undefined))
  const { route } = cable
  const middle = to.at.x + to.axis
  if (cable.port === UNDO) return { ...start, toX: to.at.x + to.box.width, toY: to.at.y + to.box.height / 2, route }
  if (cable.port === FAILS) return { ...start, toX: middle, toY: topOf(to), route, over: from.at.y + failsLevel }
  if (cable.target === 'join') return { ...start, toX: middle, toY: to.at.y + to.box.height - rim, route }
  return { ...start, route, toX: middle, toY: topOf(to) }
}

const topOf = ({ at, container }: CanvasStep) => at.y - (container === null ? 0 : rim)
/** In a scope's first line, where its words are. */
const failsLevel = 21

function startOf(step: CanvasStep, port: string, height: number): { fromX: number; fromY: number } {
  const { at, box } = step
  const ring = step.container === null ? 0 : rim
  if (port === ERROR)
    return { fromX: at.x + box.width + rim, fromY: at.y + (step.container === null ? sideJack : height / 2) }
  if (port === UNDO) return { fromX: at.x - rim, fromY: at.y + sideJack }
  // On the line between what is tried and what catches it.
  if (port === FAILS)
    return { fromX: at.x + (step.lanes[1]?.x ?? box.width) + rim, fromY: at.y + contentTop('scope') + sideJack }
  if (port === 'fork') return { fromX: at.x + step.axis, fromY: at.y + forkDown + rim }
  const share = step.outs.find((out) => out.port === port)?.at ?? 0.5
  return { fromX: at.x + box.width * share, fromY: at.y + height + ring }
}
