import type { Cable, CanvasModel, CanvasStep } from './canvas-model.ts'
import { ERROR } from './flow-walk.ts'
import type { Route } from './layout-types.ts'
import { nodeHeight } from './node-view.ts'
import type { StepStates } from './step-state.ts'

export type Ends = { fromX: number; fromY: number; toX: number; toY: number; route: Route | null }

/** A container stands below its cables: they end at the rim of its jacks. A step covers theirs. */
const rim = 7
const forkDown = 40
const errorDown = 34

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
  const middle = to.at.x + to.box.width / 2
  if (cable.target === 'join') return { ...start, toX: middle, toY: to.at.y + to.box.height - rim, route }
  return { ...start, route, toX: middle, toY: to.at.y - (to.container === null ? 0 : rim) }
}

function startOf(step: CanvasStep, port: string, height: number): { fromX: number; fromY: number } {
  const { at, box } = step
  const ring = step.container === null ? 0 : rim
  if (port === ERROR)
    return { fromX: at.x + box.width + rim, fromY: at.y + (step.container === null ? errorDown : height / 2) }
  if (port === 'fork') return { fromX: at.x + box.width / 2, fromY: at.y + forkDown + rim }
  const share = step.outs.find((out) => out.port === port)?.at ?? 0.5
  return { fromX: at.x + box.width * share, fromY: at.y + height + ring }
}
