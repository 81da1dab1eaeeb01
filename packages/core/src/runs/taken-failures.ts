import type { stepRun } from '@patchbay/db/schema'
import type { ControlNode } from '@patchbay/flow/plan'
import { depthOf, regionsOf } from './plan-places.ts'
import { parseIteration } from './run-target.ts'
import {
  type At,
  CATCH,
  framesOf,
  laneOf,
  placesAround,
  type TakenPlace,
  TRIED,
  takerOfFailure,
} from './taker-of-failure.ts'

export type RanStep = Pick<typeof stepRun.$inferSelect, 'node' | 'iteration' | 'state' | 'port' | 'sentAt' | 'effect'>

/** What a retry leaves as it is, because a frame took a failure and the run went on from there. */
export type Taken = {
  /** The frame that took it, of a step that failed or was cut off there; null of what is to be tried again. */
  leaves: (row: RanStep) => TakenPlace | null
  /** The frame, of what was undone because of what it took; null of what is to be done again. */
  leavesUndone: (at: { node: number; iteration: string }) => TakenPlace | null
  /** Whether it stands in what a frame took, whatever became of it. */
  holds: (at: { node: number; iteration: string }) => boolean
}

export const NOTHING_TAKEN: Taken = { leaves: () => null, leavesUndone: () => null, holds: () => false }

/** `again`: nodes that a person wants done again. A frame that one of them stands in takes nothing any more. */
export function takenFailures(
  control: readonly ControlNode[],
  rows: readonly RanStep[],
  again: ReadonlySet<number> = new Set(),
): Taken {
  if (!control.some(mayTake)) return NOTHING_TAKEN
  const taken = new Map(new Frames(control, rows, again).places().map((place) => [placeKey(place), place]))
  const placesOf = (at: At): TakenPlace[] =>
    placesAround(control, at).flatMap((place) => taken.get(placeKey(place)) ?? [])
  return {
    leaves: (row) => {
      const isOver = row.state === 'failed' ? row.port !== 'error' : row.state === 'cancelled'
      return !isOver || isLookedAfter(control, row) ? null : (placesOf(atOf(row))[0] ?? null)
    },
    leavesUndone: (of) => {
      const at = atOf(of)
      return placesOf(at).find((place) => isUndoneWithin(control, at, place)) ?? null
    },
    holds: (of) => placesOf(atOf(of)).length > 0,
  }
}

/** Whether a container can take a failure at all. */
export const mayTake = ({ kind, onItemError, join, scope, catches }: ControlNode): boolean =>
  (kind === 'loop' && onItemError === 'continue') || join !== undefined || scope?.catches === true || catches

const atOf = ({ node, iteration }: { node: number; iteration: string }): At => ({
  node,
  iteration: parseIteration(iteration),
})

/**
 * What was cut off with nobody knowing whether it was applied is found out before its scope undoes, and an undo is made
 * whatever cut it off.
 */
function isLookedAfter(control: readonly ControlNode[], { node, state, sentAt, effect }: RanStep): boolean {
  if (state !== 'cancelled') return false
  const { undo, undoOf, asksUndo } = control[node] ?? {}
  if (undoOf !== undefined) return true
  const writes = effect !== 'read' && effect !== 'pure'
  const isUndone = regionsOf(control, node).some((container) => control[container]?.scope?.compensates)
  return sentAt !== null && writes && isUndone && (undo !== undefined || asksUndo === true)
}

/** Whether a scope that undoes stands around it, inside what a frame took: else it was undone for another reason. */
function isUndoneWithin(control: readonly ControlNode[], at: At, place: TakenPlace): boolean {
  let from = at.node
  for (const container of framesOf(control, at)) {
    if (control[container]?.scope?.compensates && laneOf(control, from) === TRIED) return true
    if (container === place.container) return false
    from = container
  }
  return false
}

type Ran = { at: At; row: RanStep }

/** What the frames of a plan made of the failures in them, as far as the steps that ran show. */
class Frames {
  readonly #control: readonly ControlNode[]
  readonly #rows: Ran[]
  readonly #again: ReadonlySet<number>
  readonly #failures: At[]
  /** Containers that failed themselves, with no way out of their own. */
  readonly #failed: Set<string>
  /** By lane of a parallel or a scope: all in it, however deep. */
  readonly #byLane = new Map<string, Ran[]>()
  readonly #known = new Map<string, boolean>()

  constructor(control: readonly ControlNode[], rows: readonly RanStep[], again: ReadonlySet<number>) {
    this.#control = control
    this.#again = again
    this.#rows = rows.filter(({ node }) => !again.has(node)).map((row) => ({ at: atOf(row), row }))
    this.#failures = this.#rows.flatMap(({ at, row }) => (isUncaught(row) ? [at] : []))
    this.#failed = new Set(this.#failures.map(nodeKey))
    for (const ran of this.#rows) {
      for (const { kind, ...lane } of placesAround(control, ran.at)) {
        if (kind !== 'lane' && kind !== 'catch') continue
        const inLane = this.#byLane.get(laneKey(lane))
        if (inLane === undefined) this.#byLane.set(laneKey(lane), [ran])
        else inLane.push(ran)
      }
    }
  }

  places(): TakenPlace[] {
    const found: TakenPlace[] = []
    const goesOn = (place: TakenPlace) => this.#goesOn(place)
    for (const at of this.#failures) {
      const place = takerOfFailure(this.#control, at, { goesOn })
      if (place !== null) found.push(place)
    }
    for (const { at, row } of this.#rows) {
      if (row.state === 'failed' && row.port === 'error') found.push(...this.#leftByItsError(at))
      if (row.state === 'cancelled') {
        found.push(...placesAround(this.#control, at).filter((place) => place.kind === 'lane' && this.#isLeft(place)))
      }
    }
    return found.filter((place) => this.#counts(place))
  }

  #leftByItsError({ node, iteration }: At): TakenPlace[] {
    if (!this.#control.some(({ region }) => region === node)) return []
    return [{ kind: 'error', container: node, lane: null, iteration: iteration.slice(0, depthOf(this.#control, node)) }]
  }

  /** Whether the run did go on there, and nobody wants any of it done again. */
  #counts(place: TakenPlace): boolean {
    return !this.#isWanted(place) && (place.kind !== 'catch' || this.#hasCaught(place))
  }

  /** A run that was cancelled while its scope undid has not come to what catches. */
  #hasCaught(place: TakenPlace): boolean {
    const lane = { ...place, lane: CATCH }
    const isTold = ({ row }: Ran) => row.state !== 'skipped' || row.port !== null
    return this.#isWanted(lane) || this.#inLane(lane).some(isTold)
  }

  #isWanted({ container, lane }: TakenPlace): boolean {
    return this.#once(`wanted ${container} ${lane}`, () =>
      [...this.#again].some((node) =>
        placesAround(this.#control, { node, iteration: [] }).some(
          (place) => place.container === container && (lane === null || place.lane === lane),
        ),
      ),
    )
  }

  /** Whether a loop or a parallel goes on without this item or lane. */
  #goesOn(place: TakenPlace): boolean {
    const { container, kind } = place
    const iteration = kind === 'item' ? place.iteration.slice(0, -1) : place.iteration
    // It went on at first, and failed in the end: with its time over, or because it gave too much.
    if (this.#failed.has(nodeKey({ node: container, iteration }))) return false
    const join = this.#control[container]?.join
    if (kind === 'item' || join === undefined) return kind === 'item'
    if (join.of === 'ended') return join.need !== null
    return this.#once(`holds ${nodeKey({ node: container, iteration })}`, () => {
      const failed = lanesOf(place, join.lanes).filter((lane) => this.#hasFailed(lane))
      return join.lanes - failed.length >= (join.need ?? join.lanes)
    })
  }

  #hasFailed(lane: TakenPlace): boolean {
    const goesOn = (place: TakenPlace) => this.#goesOn(place)
    const getsOut = (at: At) => takerOfFailure(this.#control, at, { below: lane.container, goesOn }) === null
    return this.#once(`failed ${laneKey(lane)}`, () =>
      this.#inLane(lane).some(({ at, row }) => isUncaught(row) && getsOut(at)),
    )
  }

  /** A lane in which something was cut off, of a parallel that had come together without it. */
  #isLeft(place: TakenPlace): boolean {
    const { container, iteration } = place
    const join = this.#control[container]?.join
    if (join === undefined || this.#failed.has(nodeKey({ node: container, iteration }))) return false
    return this.#once(`left ${laneKey(place)}`, () => {
      const others = lanesOf(place, join.lanes).filter(({ lane }) => lane !== place.lane)
      const ended = others.filter((lane) => this.#hasEnded(lane) || (join.of === 'ended' && this.#hasFailed(lane)))
      return ended.length >= (join.need ?? join.lanes)
    })
  }

  /** Whether a lane came to its end, as far as what is written down of it shows. */
  #hasEnded(place: TakenPlace): boolean {
    const ran = this.#inLane(place)
    if (this.#hasFailed(place) || ran.some(({ row }) => !OVER.has(row.state))) return false
    const told = new Set(ran.map(({ row }) => row.node))
    return this.#control.every(
      ({ region, lane = TRIED, undoOf }, node) =>
        region !== place.container || lane !== place.lane || undoOf !== undefined || told.has(node),
    )
  }

  #inLane(lane: Omit<TakenPlace, 'kind'>): Ran[] {
    return this.#byLane.get(laneKey(lane)) ?? []
  }

  #once(key: string, work: () => boolean): boolean {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const found = work()
    this.#known.set(key, found)
    return found
  }
}

const OVER: ReadonlySet<RanStep['state']> = new Set(['succeeded', 'skipped', 'failed'])

const lanesOf = (place: TakenPlace, lanes: number): TakenPlace[] =>
  Array.from({ length: lanes }, (_, lane) => ({ ...place, lane }))

const isUncaught = ({ state, port }: RanStep): boolean => state === 'failed' && port !== 'error'
const nodeKey = ({ node, iteration }: At): string => `${node} ${iteration.join('.')}`
const laneKey = ({ container, lane, iteration }: Omit<TakenPlace, 'kind'>): string =>
  `${container} ${lane} ${iteration.join('.')}`
const placeKey = ({ kind, ...place }: TakenPlace): string => `${kind} ${laneKey(place)}`
