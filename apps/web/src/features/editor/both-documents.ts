import type { FlowDocument } from '@patchbay/flow/document'

/** The newer document with what is gone from it still drawn: its steps, and the cables that held them. */
export function bothDocuments(from: FlowDocument, to: FlowDocument): FlowDocument {
  const present = new Set(to.steps.map(({ id }) => id))
  const gone = from.steps.filter(({ id }) => !present.has(id))
  if (gone.length === 0) return to
  const goneIds = new Set(gone.map(({ id }) => id))
  const all = new Set([...present, ...goneIds])
  const taken = new Set(to.edges.map(({ id }) => id))
  const held = from.edges.filter(
    (edge) => (goneIds.has(edge.from) || goneIds.has(edge.to)) && all.has(edge.from) && all.has(edge.to),
  )
  return {
    ...to,
    steps: [...to.steps, ...gone.map((step) => (all.has(step.parent ?? '') ? step : withoutParent(step)))],
    edges: [...to.edges, ...held.map((edge) => (taken.has(edge.id) ? { ...edge, id: `${edge.id}Gone` } : edge))],
  }
}

function withoutParent<T extends { parent?: string }>(step: T): T {
  const { ...copy } = step
  Reflect.deleteProperty(copy, 'parent')
  return copy
}
