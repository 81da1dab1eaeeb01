import type { Skeleton } from './host.ts'

/** A plan's skeleton indexed for walking. A region is named by its container's index; the run itself is `null`. */
export type Graph = {
  nodes: Skeleton
  /** By node: every dependency on it, with the port that takes it. */
  dependents: { node: number; port: string }[][]
  /** Nodes that stand directly in a region, in plan order. */
  membersOf: (region: number | null) => readonly number[]
  /** Nodes inside a container at any depth, in plan order; empty for what is no container. */
  inside: (container: number) => number[]
}

export function graphOf(nodes: Skeleton): Graph {
  const dependents: { node: number; port: string }[][] = nodes.map(() => [])
  const members = new Map<number | null, number[]>()
  nodes.forEach((node, index) => {
    for (const dep of node.deps) dependents[dep.node]?.push({ node: index, port: dep.port })
    const region = members.get(node.region)
    if (region) region.push(index)
    else members.set(node.region, [index])
  })
  const membersOf = (region: number | null) => members.get(region) ?? []
  const inside = (container: number): number[] => membersOf(container).flatMap((node) => [node, ...inside(node)])
  return { nodes, dependents, membersOf, inside }
}

export function nodeAt(nodes: Skeleton, index: number): Skeleton[number] {
  const node = nodes[index]
  if (!node) throw new Error(`The plan has no node ${index}; it has ${nodes.length}.`)
  return node
}
