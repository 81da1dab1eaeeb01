import type { Skeleton } from './host.ts'

/** A plan's skeleton indexed for walking. A region is named by its container's index; the run itself is `null`. */
export type Graph = {
  nodes: Skeleton
  /** By node: every dependency on it, with the port that takes it. */
  dependents: { node: number; port: string }[][]
  /** Nodes that stand directly in a region, in plan order; what only undoes another node stands in none. */
  membersOf: (region: number | null) => readonly number[]
  /** Nodes that stand directly in one lane of a parallel with a join, or of a scope. */
  laneOf: (region: number, lane: number) => readonly number[]
  /** Nodes inside a container at any depth, in plan order; empty for what is no container. */
  inside: (container: number) => number[]
}

export function graphOf(nodes: Skeleton): Graph {
  const dependents: { node: number; port: string }[][] = nodes.map(() => [])
  const members = new Map<number | null, number[]>()
  const lanes = new Map<string, number[]>()
  nodes.forEach((node, index) => {
    for (const dep of node.deps) dependents[dep.node]?.push({ node: index, port: dep.port })
    if (node.undoOf !== undefined) return
    push(members, node.region, index)
    if (node.lane !== undefined) push(lanes, `${node.region}/${node.lane}`, index)
  })
  const membersOf = (region: number | null) => members.get(region) ?? []
  const laneOf = (region: number, lane: number) => lanes.get(`${region}/${lane}`) ?? []
  const inside = (container: number): number[] => membersOf(container).flatMap((node) => [node, ...inside(node)])
  return { nodes, dependents, membersOf, laneOf, inside }
}

export function nodeAt(nodes: Skeleton, index: number): Skeleton[number] {
  const node = nodes[index]
  if (!node) throw new Error(`The plan has no node ${index}; it has ${nodes.length}.`)
  return node
}

function push<K>(lists: Map<K, number[]>, key: K, index: number): void {
  const list = lists.get(key)
  if (list) list.push(index)
  else lists.set(key, [index])
}
