import type { NodeRef, Skeleton } from '../host.ts'
import { refKey } from '../ref-key.ts'

/** The scopes that undo, in whose tried lane a step stands; innermost first. */
export function coversOf(skeleton: Skeleton, ref: NodeRef): string[] {
  const covers: string[] = []
  for (const { container, lane, iteration } of around(skeleton, ref)) {
    const compensates = skeleton[container]?.scope?.compensates
    if (compensates && lane === 0) covers.push(refKey({ node: container, iteration }))
  }
  return covers
}

/** The containers around a step, innermost first, with the lane of each that it stands in. */
export function around(
  skeleton: Skeleton,
  ref: NodeRef,
): { container: number; lane: number | undefined; iteration: number[] }[] {
  const found: { container: number; lane: number | undefined; iteration: number[] }[] = []
  let { node, iteration } = ref
  for (;;) {
    const control = skeleton[node]
    if (!control || control.region === null) return found
    const kind = skeleton[control.region]?.kind
    if (kind === 'loop' || kind === 'repeat') iteration = iteration.slice(0, -1)
    found.push({ container: control.region, lane: control.lane, iteration })
    node = control.region
  }
}
