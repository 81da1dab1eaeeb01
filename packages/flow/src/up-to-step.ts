import type { FlowDocument, Step } from './document.ts'
import { type FlowGraph, graphOf } from './graph.ts'
import { laneIndex } from './lanes.ts'
import type { Condition } from './mapping.ts'

/**
 * The part of a document that has to run before a step can, with the step itself: what leads to it, the containers
 * around it with what leads to those, all inside of a container that stands before it, and the lanes of a scope that
 * come before its own. The containers around it end with this one pass, and one that is tried
 * itself does nothing of what it does with its content.
 */
export function upToStep(document: FlowDocument, stepId: string): FlowDocument {
  const graph = graphOf(document)
  const kept = new Set<string>()
  keep(graph, stepId, kept)
  const around = graph.around(stepId)
  let inner = graph.step(stepId)
  for (const container of around) {
    keep(graph, container.id, kept)
    if (container.kind === 'scope' && inner !== undefined) keepLanesBefore(graph, inner, kept)
    inner = container
  }
  const open = new Set([stepId, ...around.map(({ id }) => id)])
  return {
    ...document,
    steps: document.steps.filter(({ id }) => kept.has(id)).map((step) => (open.has(step.id) ? onePass(step) : step)),
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

function keepLanesBefore(graph: FlowGraph, step: Step, kept: Set<string>): void {
  for (const other of graph.inside(step.parent ?? null)) {
    if (laneIndex(other) >= laneIndex(step)) continue
    for (const id of [other.id, ...contentOf(graph, other.id)]) kept.add(id)
  }
}

function contentOf(graph: FlowGraph, container: string): string[] {
  return graph.inside(container).flatMap(({ id }) => [id, ...contentOf(graph, id)])
}

/** A container of which only a part is left: nothing of what it does with all of it. */
function onePass(step: Step): Step {
  switch (step.kind) {
    case 'loop': {
      const { collect: _collect, ...rest } = step
      return rest
    }
    case 'parallel': {
      const { join: _join, ...rest } = step
      return rest
    }
    case 'repeat':
      return { ...step, until: always, maxTimes: 1, delayMs: 0 }
    case 'scope':
      return { ...step, compensate: false }
    default:
      return step
  }
}

const always: Condition = { kind: 'compare', left: { kind: 'constant', value: true }, operator: 'is_true' }
