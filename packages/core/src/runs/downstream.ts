import type { Plan } from '@patchbay/flow/plan'

/**
 * The nodes that come after one, however far: along cables, into containers, and out of the containers around it, since
 * what follows a container follows all inside it. A step's undo counts as coming after it. The node itself is not among
 * them.
 */
export function downstreamOf(plan: Plan, node: number): Set<number> {
  const after = new Set<number>()
  const open = [node]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of directlyAfter(plan, at)) {
      if (next === node || after.has(next)) continue
      after.add(next)
      open.push(next)
    }
  }
  return after
}

function directlyAfter(plan: Plan, at: number): number[] {
  const next: number[] = []
  plan.control.forEach((control, index) => {
    const fed = control.deps.some((dep) => dep.node === at)
    if (fed || control.region === at || control.undoOf === at) next.push(index)
    // Lanes of a scope have an order among themselves: what is tried comes before what catches and ends it.
    else if (
      control.region !== null &&
      control.region === plan.control[at]?.region &&
      laneOf(control) > laneOf(plan.control[at])
    ) {
      if (plan.control[control.region]?.scope !== undefined) next.push(index)
    }
  })
  // What follows the container around it follows it, too; the container is entered already.
  const region = plan.control[at]?.region ?? null
  if (region !== null) next.push(...followersOf(plan, region))
  return next
}

const laneOf = (control: Plan['control'][number] | undefined): number => control?.lane ?? 0

function followersOf(plan: Plan, container: number): number[] {
  const own = plan.control.flatMap((control, index) =>
    control.deps.some((dep) => dep.node === container) ? [index] : [],
  )
  const outer = plan.control[container]?.region ?? null
  return outer === null ? own : [...own, ...followersOf(plan, outer)]
}
