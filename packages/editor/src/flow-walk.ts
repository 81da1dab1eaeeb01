import type { Edge, FlowDocument, Step } from '@patchbay/flow/document'
import { laneNames, laneOf } from './lanes.ts'
import { waysOf } from './step-ways.ts'

/** A document indexed for drawing: who leads where, in the order of the jacks. */
export type FlowWalk = {
  steps: ReadonlyMap<string, Step>
  /** In the order a person would read them: along the main path first, a join after all that lead to it. */
  order: readonly string[]
  numbers: ReadonlyMap<string, number>
  /** Cables by step, in the order of its jacks; `error` last. */
  outOf: (id: string) => readonly Edge[]
  into: (id: string) => readonly Edge[]
  /** In a scope: lane by lane. */
  inside: (parent: string | null) => readonly string[]
  /** By the step that undoes: the one it undoes. */
  undoes: ReadonlyMap<string, string>
}

export const ERROR = 'error'
/** Its cable leads to the step that takes back what this one did. */
export const UNDO = 'undo'

/** By such a cable a run does not go on. */
export const isAside = (port: string): boolean => port === ERROR || port === UNDO

export function walkOf(document: FlowDocument): FlowWalk {
  const steps = new Map(document.steps.map((step) => [step.id, step]))
  const out = new Map<string, Edge[]>()
  const into = new Map<string, Edge[]>()
  for (const edge of document.edges) {
    if (!steps.has(edge.from) || !steps.has(edge.to)) continue
    put(out, edge.from, edge)
    put(into, edge.to, edge)
  }
  for (const [id, edges] of out) {
    const step = steps.get(id)
    edges.sort((a, b) => portRank(step, a.port) - portRank(step, b.port))
  }
  const children = new Map<string | null, string[]>()
  for (const step of document.steps) put(children, parentOf(step, steps), step.id)
  for (const members of children.values()) members.sort((a, b) => laneRank(steps.get(a)) - laneRank(steps.get(b)))
  const outOf = (id: string) => out.get(id) ?? []
  const intoOf = (id: string) => into.get(id) ?? []
  const order = readingOrder(children, outOf, intoOf)
  return {
    steps,
    order,
    numbers: new Map(order.map((id, index) => [id, index + 1])),
    outOf,
    into: intoOf,
    inside: (parent) => children.get(parent) ?? [],
    undoes: new Map(document.edges.flatMap(({ port, from, to }) => (port === UNDO ? [[to, from] as const] : []))),
  }
}

export function portRank(step: Step | undefined, port: string): number {
  if (port === ERROR) return 1000
  if (port === UNDO) return -1
  const ways = step === undefined ? null : waysOf(step)
  if (ways === null) return 0
  const index = ways.findIndex((way) => way.port === port)
  return index === -1 ? ways.length : index
}

const laneRank = (step: Step | undefined) => (step === undefined ? 0 : laneNames.indexOf(laneOf(step)))

function readingOrder(
  children: ReadonlyMap<string | null, string[]>,
  outOf: (id: string) => readonly Edge[],
  into: (id: string) => readonly Edge[],
): string[] {
  const done = new Set<string>()
  const order: string[] = []
  const region = (parent: string | null) => {
    const members = children.get(parent) ?? []
    const visit = (id: string, force: boolean) => {
      if (done.has(id)) return
      if (!force && into(id).some((edge) => !done.has(edge.from))) return
      done.add(id)
      order.push(id)
      region(id)
      for (const edge of outOf(id)) visit(edge.to, false)
    }
    for (const id of members) if (into(id).length === 0) visit(id, false)
    // A ring of cables, which no valid document holds, must still be shown.
    for (const id of members) visit(id, true)
  }
  region(null)
  return order
}

function parentOf(step: Step, steps: ReadonlyMap<string, Step>): string | null {
  const seen = new Set([step.id])
  for (let up = step.parent; up !== undefined; up = steps.get(up)?.parent) {
    if (seen.has(up) || !steps.has(up)) return null
    seen.add(up)
  }
  return step.parent ?? null
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V) {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
