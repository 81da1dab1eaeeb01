import type { Plan } from '@patchbay/flow/plan'
import type { NodeRef } from '@patchbay/scheduler/host'

/** Containers around a node, innermost first. */
export function containersAround(plan: Plan, node: number): number[] {
  const around: number[] = []
  for (let at = plan.control[node]?.region ?? null; at !== null; at = plan.control[at]?.region ?? null) around.push(at)
  return around
}

export const isInside = (plan: Plan, node: number, container: number): boolean =>
  containersAround(plan, node).includes(container)

/** Loops and repeats around a node, outermost first: each is one position of its iteration. */
export const passesAround = (plan: Plan, node: number): number[] =>
  containersAround(plan, node)
    .filter((container) => hasPasses(plan, container))
    .reverse()

const hasPasses = (plan: Plan, node: number): boolean => {
  const kind = plan.control[node]?.kind
  return kind === 'loop' || kind === 'repeat'
}

/**
 * The iteration at which one node sees another: the passes that both stand in, then the last pass of each repeat that is
 * over. Null for what stands in a loop that is none of the looker's: that has many.
 */
export function seenIteration(
  plan: Plan,
  from: NodeRef,
  of: { node: number; lastPass: (repeat: NodeRef) => number | null },
): number[] | null {
  const own = passesAround(plan, from.node)
  const iteration: number[] = []
  let together = true
  for (const [depth, container] of passesAround(plan, of.node).entries()) {
    const position = from.iteration[depth]
    together &&= own[depth] === container || (container === from.node && position !== undefined)
    const pass: number | null | undefined = together
      ? position
      : plan.control[container]?.kind === 'repeat'
        ? of.lastPass({ node: container, iteration })
        : null
    if (pass === null || pass === undefined) return null
    iteration.push(pass)
  }
  return iteration
}
