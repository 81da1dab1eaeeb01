import type { FlowDocument } from './document.ts'
import { type FlowGraph, graphOf } from './graph.ts'

/**
 * The part of a document that has to run before a step can, with the step itself: what leads to it, the containers
 * around it with what leads to those, and all inside of a container that stands before it.
 */
export function upToStep(document: FlowDocument, stepId: string): FlowDocument {
  const graph = graphOf(document)
  const kept = new Set<string>()
  keep(graph, stepId, kept)
  for (const { id } of graph.around(stepId)) keep(graph, id, kept)
  return {
    ...document,
    steps: document.steps.filter(({ id }) => kept.has(id)),
    // Nothing after the step runs, so its own cables go too.
    edges: document.edges.filter(({ from, to }) => kept.has(from) && kept.has(to) && from !== stepId),
  }
}

function keep(graph: FlowGraph, stepId: string, kept: Set<string>): void {
  const open = [stepId]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (kept.has(id)) continue
    kept.add(id)
    for (const { from } of graph.into(id)) {
      open.push(from)
      if (!kept.has(from)) for (const inner of contentOf(graph, from)) kept.add(inner)
    }
  }
}

function contentOf(graph: FlowGraph, container: string): string[] {
  return graph.inside(container).flatMap(({ id }) => [id, ...contentOf(graph, id)])
}
