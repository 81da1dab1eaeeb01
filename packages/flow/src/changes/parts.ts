import { canonicalJson } from '../canonical-json.ts'
import type { Edge, FlowDocument, Step } from '../document.ts'
import { propertiesOf } from './properties.ts'

/**
 * The smallest piece of a difference that can be taken over or left out. Its id is the same however often the
 * difference is made: `step:label`, `step:label:input.phone`, `cable:order/out/label`, `note:n1`, `layout`.
 */
export type Part =
  | { id: string; what: 'step'; kind: 'new' | 'gone' | 'changed'; stepId: string }
  | { id: string; what: 'property'; stepId: string; property: string }
  | { id: string; what: 'cable'; kind: 'new' | 'gone'; edge: Edge }
  | { id: string; what: 'note'; kind: 'new' | 'gone' | 'changed'; noteId: string }
  /** Where steps that are in both stand: it changes nothing of what the flow does. */
  | { id: 'layout'; what: 'layout'; stepIds: string[] }

export const stepPart = (stepId: string): string => `step:${stepId}`
export const propertyPart = (stepId: string, property: string): string => `step:${stepId}:${property}`
export const cablePart = ({ from, port, to }: Edge): string => `cable:${from}/${port}/${to}`
export const notePart = (noteId: string): string => `note:${noteId}`

/** How `after` differs from `before`. Parts that one change of a draft touches are the parts of its two sides. */
export function partsOf(before: FlowDocument, after: FlowDocument): Part[] {
  return [
    ...stepParts(before, after),
    ...cableParts(before, after),
    ...noteParts(before, after),
    ...layout(before, after),
  ]
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null)
}

export function byId<T extends { id: string }>(list: readonly T[]): Map<string, T> {
  const map = new Map<string, T>()
  for (const one of list) if (!map.has(one.id)) map.set(one.id, one)
  return map
}

function stepParts(before: FlowDocument, after: FlowDocument): Part[] {
  const old = byId(before.steps)
  const present = byId(after.steps)
  const gone = [...old.keys()].filter((id) => !present.has(id))
  return [
    ...[...present.values()].flatMap((step): Part[] => {
      const was = old.get(step.id)
      if (was === undefined) return [{ id: stepPart(step.id), what: 'step', kind: 'new', stepId: step.id }]
      return was === step ? [] : changedParts(was, step)
    }),
    ...gone.map((stepId): Part => ({ id: stepPart(stepId), what: 'step', kind: 'gone', stepId })),
  ]
}

function changedParts(was: Step, step: Step): Part[] {
  const stepId = step.id
  if (was.kind !== step.kind) return [{ id: stepPart(stepId), what: 'step', kind: 'changed', stepId }]
  const old = propertiesOf(was, step)
  const now = propertiesOf(step, was)
  return [...new Set([...now.keys(), ...old.keys()])]
    .filter((property) => old.has(property) !== now.has(property) || !isSame(old.get(property), now.get(property)))
    .map((property) => ({ id: propertyPart(stepId, property), what: 'property', stepId, property }))
}

function cableParts(before: FlowDocument, after: FlowDocument): Part[] {
  const old = new Map(before.edges.map((edge) => [cablePart(edge), edge]))
  const now = new Map(after.edges.map((edge) => [cablePart(edge), edge]))
  return [
    ...[...now].flatMap(([id, edge]): Part[] => (old.has(id) ? [] : [{ id, what: 'cable', kind: 'new', edge }])),
    ...[...old].flatMap(([id, edge]): Part[] => (now.has(id) ? [] : [{ id, what: 'cable', kind: 'gone', edge }])),
  ]
}

function noteParts(before: FlowDocument, after: FlowDocument): Part[] {
  const old = byId(before.notes)
  const now = byId(after.notes)
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((noteId): Part[] => {
    if (isSame(old.get(noteId), now.get(noteId))) return []
    const kind = !old.has(noteId) ? 'new' : now.has(noteId) ? 'changed' : 'gone'
    return [{ id: notePart(noteId), what: 'note', kind, noteId }]
  })
}

function layout(before: FlowDocument, after: FlowDocument): Part[] {
  const old = byId(before.steps)
  const stepIds = after.steps
    .filter(({ id, position }) => old.has(id) && !isSame(old.get(id)?.position, position))
    .map(({ id }) => id)
  return stepIds.length === 0 ? [] : [{ id: 'layout', what: 'layout', stepIds }]
}
