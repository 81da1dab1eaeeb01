import type { Edge, FlowDocument, Step } from './document.ts'

/** A document indexed for reading. Of steps with the same id the first counts. */
export type FlowGraph = {
  document: FlowDocument
  step: (id: string) => Step | undefined
  /** Cables into and out of a step, both ends known, in the document's order. */
  into: (id: string) => readonly Edge[]
  outOf: (id: string) => readonly Edge[]
  /** Steps that stand directly in a container, in the document's order; `null` for those in none. */
  inside: (container: string | null) => readonly Step[]
  /** The containers around a step, innermost first; ends where containers form a ring. */
  around: (id: string) => readonly Step[]
}

export function graphOf(document: FlowDocument): FlowGraph {
  const steps = new Map<string, Step>()
  for (const step of document.steps) if (!steps.has(step.id)) steps.set(step.id, step)
  const into = new Map<string, Edge[]>()
  const outOf = new Map<string, Edge[]>()
  for (const edge of document.edges) {
    if (!steps.has(edge.from) || !steps.has(edge.to)) continue
    push(into, edge.to, edge)
    push(outOf, edge.from, edge)
  }
  const inside = new Map<string | null, Step[]>()
  for (const step of steps.values()) push(inside, step.parent ?? null, step)
  return {
    document,
    step: (id) => steps.get(id),
    into: (id) => into.get(id) ?? [],
    outOf: (id) => outOf.get(id) ?? [],
    inside: (container) => inside.get(container) ?? [],
    around: (id) => containersAround(steps, id),
  }
}

/** By code units: the same order on every machine, whatever its language. */
export function byText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

export function isContainer(step: Step): boolean {
  return step.kind === 'loop' || step.kind === 'repeat' || step.kind === 'parallel' || step.kind === 'scope'
}

function containersAround(steps: Map<string, Step>, id: string): Step[] {
  const around: Step[] = []
  const seen = new Set<string>([id])
  let parent = steps.get(id)?.parent
  while (parent !== undefined && !seen.has(parent)) {
    seen.add(parent)
    const container = steps.get(parent)
    if (container === undefined) break
    around.push(container)
    parent = container.parent
  }
  return around
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
