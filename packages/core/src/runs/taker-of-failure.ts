import type { ControlNode } from '@patchbay/flow/plan'
import { depthOf, regionsOf } from './plan-places.ts'

/**
 * Where a failure ended, and with it what stood around it: an item of a loop that goes on with the next, a lane that its
 * parallel can do without, what a scope tried before its lane “If it fails”, or a whole container with an error path.
 */
export type TakenPlace = {
  kind: 'item' | 'lane' | 'catch' | 'error'
  container: number
  /** Null: all of the container. */
  lane: number | null
  /** Of the container; of an item with its own position as the last. */
  iteration: number[]
}

export type At = { node: number; iteration: number[] }

/**
 * The innermost that takes the failure of a node; null when it fails the run, or gets out of `below`. What the walk of
 * the plan decides (`takerOfFailure` of the scheduler), told from the plan alone; whether a loop or a parallel goes on in
 * spite of it depends on what else failed, so that is asked.
 */
export function takerOfFailure(
  control: readonly ControlNode[],
  at: At,
  of: { goesOn: (place: TakenPlace) => boolean; below?: number },
): TakenPlace | null {
  for (const place of placesAround(control, at)) {
    if (place.container === of.below) return null
    if (takes(control, place) && (place.kind === 'catch' || place.kind === 'error' || of.goesOn(place))) return place
  }
  return null
}

function takes(control: readonly ControlNode[], { kind, container, lane }: TakenPlace): boolean {
  const node = control[container]
  if (kind === 'item') return node?.kind === 'loop' && node.onItemError === 'continue'
  if (kind === 'catch') return node?.scope?.catches === true && lane === TRIED
  return kind === 'lane' || node?.catches === true
}

/** Every place that something stands in, innermost first. */
export function placesAround(control: readonly ControlNode[], at: At): TakenPlace[] {
  let from = at.node
  return framesOf(control, at).flatMap((container): TakenPlace[] => {
    const { kind, join, scope } = control[container] ?? {}
    const lane = laneOf(control, from)
    from = container
    const depth = depthOf(control, container)
    const place = { container, lane: null, iteration: at.iteration.slice(0, depth) }
    return [
      ...(kind === 'loop' ? [{ ...place, kind: 'item' as const, iteration: at.iteration.slice(0, depth + 1) }] : []),
      ...(join ? [{ ...place, kind: 'lane' as const, lane }] : []),
      ...(scope ? [{ ...place, kind: 'catch' as const, lane }] : []),
      { ...place, kind: 'error' as const },
    ]
  })
}

export const TRIED = 0
export const CATCH = 1

/** What only undoes another step stands where that one does. */
export const laneOf = (control: readonly ControlNode[], node: number): number =>
  control[control[node]?.undoOf ?? node]?.lane ?? TRIED

/** Containers around, innermost first; the verdict of a repeat on one of its passes stands in the repeat. */
export function framesOf(control: readonly ControlNode[], { node, iteration }: At): number[] {
  const around = regionsOf(control, control[node]?.undoOf ?? node)
  return iteration.length > depthOf(control, node) && isRepeated(control, node) ? [node, ...around] : around
}

const isRepeated = (control: readonly ControlNode[], node: number): boolean => control[node]?.kind === 'repeat'
