import type { Position } from '@patchbay/flow/document'
import { portsOf, UNDO_PORT } from '@patchbay/flow/ports'
import { type CanvasModel, type CanvasStep, FAILS } from '../canvas-model.ts'
import type { AddTarget } from '../contract.ts'
import { contentTop, inset } from '../flow-layout.ts'
import { laneAt } from '../lanes.ts'
import type { LaneName } from '../layout-types.ts'
import { nodeWidth } from '../step-shape.ts'
import { containerAt, contains } from './move-steps.ts'

/** How far below a free jack something dropped still belongs to it. */
const pull = { down: 400, aside: 320 } as const
/** Where only one jack is without a cable, that one is meant. */
const onlyPull = { down: 2000, aside: 600 } as const

/**
 * What a step dropped at a point means: on a cable it goes between, on a step it comes after it, near below a jack
 * without a cable it is plugged there, else it stands where it was let go. `edgeId`: the cable under the pointer;
 * `adder`: the lane to be begun there.
 */
export function dropTarget(model: CanvasModel, point: Position, { edgeId, adder }: Under): AddTarget {
  if (adder !== null) return { kind: 'inside', ...adder }
  if (edgeId !== null) {
    const cable = model.cables.find(({ id }) => id === edgeId)
    if (cable?.port === 'fork' || cable?.port === FAILS) return { kind: 'before', stepId: cable.to }
    if (cable?.target === 'join') return { kind: 'after', stepId: cable.from, port: cable.port }
    if (cable !== undefined && cable.port !== UNDO_PORT) return { kind: 'edge', edgeId }
  }
  const hit = model.steps.findLast((view) => view.container === null && contains({ ...view.box, ...view.at }, point))
  const port = hit === undefined ? undefined : (hit.outs.find(({ plugged }) => !plugged) ?? hit.outs[0])?.port
  if (hit !== undefined && port !== undefined) return { kind: 'after', stepId: hit.id, port }
  const parent = containerAt(model, point, new Set())
  const lane = laneUnder(model, parent, point)
  const jack = nearestJack(model, point, { parent, lane })
  if (jack !== null) return { kind: 'after', ...jack }
  const corner = { x: point.x - nodeWidth / 2, y: point.y - 30 }
  if (parent === null) return { kind: 'at', position: corner }
  const origin = model.byId.get(parent)
  if (origin === undefined || origin.container === null) return { kind: 'at', position: corner }
  const inside = { x: corner.x - origin.at.x, y: corner.y - origin.at.y }
  const least = { x: Math.max(inset.side, inside.x), y: Math.max(contentTop(origin.container), inside.y) }
  const where = origin.container === 'scope' ? { lane } : {}
  return {
    kind: 'inside',
    containerId: parent,
    ...where,
    ...(model.walk.inside(parent).length > 0 ? { position: least } : {}),
  }
}

/** What the pointer is over, on the screen. */
export type Under = { edgeId: string | null; adder: { containerId: string; lane: LaneName } | null }

function laneUnder(model: CanvasModel, parent: string | null, point: Position): LaneName {
  const scope = parent === null ? undefined : model.byId.get(parent)
  return scope === undefined ? 'try' : laneAt(scope.lanes, point.x - scope.at.x)
}

type Region = { parent: string | null; lane: LaneName }

function nearestJack(model: CanvasModel, point: Position, { parent, lane }: Region) {
  const jacks = model.steps.flatMap((view) =>
    view.parent === parent && view.lane === lane && portsOf(view.step).length > 0 ? freeJacks(view) : [],
  )
  const reach = jacks.length === 1 ? onlyPull : pull
  const inReach = jacks.flatMap((jack) => {
    const down = point.y - jack.y
    const aside = Math.abs(point.x - jack.x)
    return down > -10 && down < reach.down && aside < reach.aside ? [{ jack, far: down + aside }] : []
  })
  const best = inReach.toSorted((a, b) => a.far - b.far)[0]?.jack
  return best === undefined ? null : { stepId: best.stepId, port: best.port }
}

/** Success jacks without a cable. */
function freeJacks({ id, at, box, outs }: CanvasStep) {
  return outs.flatMap((out) =>
    out.plugged ? [] : [{ stepId: id, port: out.port, x: at.x + box.width * out.at, y: at.y + box.height }],
  )
}
