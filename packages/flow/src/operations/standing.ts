import type { Edge, Step } from '../document.ts'

export type Standing = { parent: string | null; lane?: 'catch' | 'finally' | null | undefined }

/** The step in another container or lane. Where no lane is named it keeps its own in the same container. */
export function standingIn(step: Step, { parent, lane }: Standing): Step {
  const { parent: oldParent, lane: oldLane, ...rest } = step
  const kept = (oldParent ?? null) === parent ? oldLane : undefined
  const chosen = lane === undefined ? kept : lane
  return { ...rest, ...(parent === null ? {} : { parent }), ...(chosen ? { lane: chosen } : {}) }
}

/** Without the cables of the steps named that would now cross a border. */
export function edgesWithin(edges: readonly Edge[], steps: readonly Step[], moved: ReadonlySet<string>): Edge[] {
  const places = new Map(steps.map((step) => [step.id, placeOf(step)]))
  return edges.filter(({ from, to }) => !(moved.has(from) || moved.has(to)) || places.get(from) === places.get(to))
}

/** What two steps have to share for a cable to join them. */
export const placeOf = ({ parent, lane }: Pick<Step, 'parent' | 'lane'>): string => JSON.stringify([parent, lane])
