import type { ControlNode } from '@patchbay/flow/plan'

/** A loop or a repeat of a plan: every pass of it is one more position in the iterations of what it holds. */
export type PassContainer = {
  node: number
  id: string
  kind: 'loop' | 'repeat'
  /** How many positions an iteration of its content has, from 1. */
  depth: number
  /** Everything inside it, and of a repeat its own verdict on each pass. */
  content: number[]
  /** The most passes; null for a loop. */
  limit: number | null
}

export function passContainers(control: readonly ControlNode[]): PassContainer[] {
  return control.flatMap((node, index): PassContainer[] => {
    if (node.kind !== 'loop' && node.kind !== 'repeat') return []
    const inside = control.flatMap((_, other) => (regionsOf(control, other).includes(index) ? [other] : []))
    return [
      {
        node: index,
        id: node.id,
        kind: node.kind,
        depth: depthOf(control, index) + 1,
        content: node.kind === 'repeat' ? [index, ...inside] : inside,
        limit: node.repeat?.maxTimes ?? null,
      },
    ]
  })
}

/** How many loops and repeats are around a node. */
export const depthOf = (control: readonly ControlNode[], node: number): number =>
  regionsOf(control, node).filter((region) => {
    const kind = control[region]?.kind
    return kind === 'loop' || kind === 'repeat'
  }).length

/** Containers around a node, innermost first. */
export function regionsOf(control: readonly ControlNode[], node: number): number[] {
  const regions: number[] = []
  for (let region = control[node]?.region ?? null; region !== null; region = control[region]?.region ?? null)
    regions.push(region)
  return regions
}
