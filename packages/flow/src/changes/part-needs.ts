import type { Edge, FlowDocument, Step } from '../document.ts'
import { isContainer } from '../graph.ts'
import { placeOf } from '../operations/standing.ts'
import { portsOf, UNDO_PORT } from '../ports.ts'
import { byId, cablePart, type Part, propertyPart, stepPart } from './parts.ts'
import { propertiesOf } from './properties.ts'
import { readsOf } from './read-steps.ts'

/** Both sides of a difference, indexed once. */
export type Sides = {
  live: FlowDocument
  draft: FlowDocument
  was: ReadonlyMap<string, Step>
  is: ReadonlyMap<string, Step>
  parts: ReadonlyMap<string, Part>
}

export function sidesOf(live: FlowDocument, draft: FlowDocument, parts: readonly Part[]): Sides {
  return {
    live,
    draft,
    was: byId(live.steps),
    is: byId(draft.steps),
    parts: new Map(parts.map((one) => [one.id, one])),
  }
}

/**
 * Which parts a part cannot do without: with all of them, any choice from a sound draft and a sound live version hangs
 * together. No step outside its container, no cable that ends nowhere, no ring, and no mapping that reads a step which
 * is not there.
 */
export function partNeeds(sides: Sides): Map<string, Set<string>> {
  const needs = new Map<string, Set<string>>()
  for (const part of sides.parts.values()) {
    const own = new Set([...structural(sides, part), ...readable(sides, part)])
    own.delete(part.id)
    needs.set(part.id, new Set([...own].filter((id) => sides.parts.has(id))))
  }
  return needs
}

function structural(sides: Sides, part: Part): string[] {
  if (part.what === 'cable') return part.kind === 'new' ? newCable(sides, part.edge) : []
  if (part.what === 'property') {
    return part.property === 'parent' ? move(sides, part.stepId) : goneWays(sides, part.stepId)
  }
  if (part.what !== 'step') return []
  const otherTriggers = isTriggerPart(sides, part) ? triggerParts(sides) : []
  if (part.kind === 'gone') return [...goneStep(sides, part.stepId), ...otherTriggers]
  if (part.kind === 'new') return [stepPart(sides.is.get(part.stepId)?.parent ?? ''), ...otherTriggers]
  return [...goneStep(sides, part.stepId), ...move(sides, part.stepId), ...otherTriggers]
}

function newCable(sides: Sides, edge: Edge): string[] {
  const from = sides.was.get(edge.from)
  const needs = [stepPart(edge.from), stepPart(edge.to), movePart(edge.from), movePart(edge.to)]
  const isWayNew = from !== undefined && !portsOf(from).some(({ id }) => id === edge.port)
  // Whichever setting gives the step its ways: those of a kind to come may be called otherwise.
  if (isWayNew) needs.push(...settingsOf(sides, edge.from))
  return [...needs, ...ringBreakers(sides, edge), ...undoCables(sides, edge)]
}

/** A step that undoes another one has no other cable, and each is undone by one: those that are in the way have to go. */
function undoCables({ live }: Sides, edge: Edge): string[] {
  const ends = new Set([edge.from, edge.to])
  const inTheWay = live.edges.filter((old) => {
    if (edge.port === UNDO_PORT && (touches(edge.to)(old) || (old.from === edge.from && old.port === UNDO_PORT)))
      return true
    return old.port === UNDO_PORT && ends.has(old.to)
  })
  return inTheWay.map(cablePart)
}

/** Cables that go, and with which this one would make a ring: all on a way from its end back to its beginning. */
function ringBreakers({ live, draft, parts }: Sides, edge: Edge): string[] {
  const all = [...live.edges, ...draft.edges]
  const after = reached(all, edge.to, ({ from, to }) => [from, to])
  if (!after.has(edge.from)) return []
  const before = reached(all, edge.from, ({ from, to }) => [to, from])
  return live.edges
    .filter(({ from, to }) => after.has(from) && before.has(to))
    .map(cablePart)
    .filter((id) => parts.has(id))
}

function reached(edges: readonly Edge[], start: string, ends: (edge: Edge) => [string, string]): Set<string> {
  const next = Map.groupBy(edges, (edge) => ends(edge)[0])
  const seen = new Set([start])
  const open = [start]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of next.get(id) ?? []) {
      const to = ends(edge)[1]
      if (!seen.has(to)) open.push(to)
      seen.add(to)
    }
  }
  return seen
}

/** Into another container: with those around it, with what its cables hang on, and without the cables it loses. */
function move(sides: Sides, stepId: string): string[] {
  const around = draftContainers(sides, stepId).flatMap((id) => [stepPart(id), movePart(id)])
  const kept = sides.live.edges.filter(touches(stepId)).flatMap((edge) => {
    return [cablePart(edge), ...[edge.from, edge.to].flatMap((id) => [movePart(id), replacedPart(sides, id)])]
  })
  return [...around, ...kept]
}

function draftContainers({ is }: Sides, stepId: string): string[] {
  const around: string[] = []
  for (let id = is.get(stepId)?.parent; id !== undefined && !around.includes(id); id = is.get(id)?.parent)
    around.push(id)
  return around
}

/** A step that goes, or becomes another: without its old cables, and with what stood in it taken out. */
function goneStep({ live, is }: Sides, stepId: string): string[] {
  const after = is.get(stepId)
  const staysContainer = after !== undefined && isContainer(after)
  const content = live.steps.filter(({ parent, lane }) => {
    return parent === stepId && (!staysContainer || (lane !== undefined && after.kind !== 'scope'))
  })
  return [
    ...live.edges.filter(touches(stepId)).map(cablePart),
    ...content.flatMap(({ id }) => [stepPart(id), movePart(id)]),
  ]
}

const settingsOf = ({ parts }: Sides, stepId: string): string[] =>
  [...parts.values()].flatMap((part) =>
    part.what === 'property' && part.stepId === stepId && part.property !== 'parent' ? [part.id] : [],
  )

function goneWays({ live, is }: Sides, stepId: string): string[] {
  const step = is.get(stepId)
  const ports = new Set(step === undefined ? [] : portsOf(step).map(({ id }) => id))
  return live.edges.filter(({ from, port }) => from === stepId && !ports.has(port)).map(cablePart)
}

/** A flow has one trigger: the new one comes when the old one goes. */
function isTriggerPart({ was, is }: Sides, part: Part & { what: 'step' }): boolean {
  return (was.get(part.stepId)?.kind === 'trigger') !== (is.get(part.stepId)?.kind === 'trigger')
}

const triggerParts = (sides: Sides): string[] =>
  [...sides.parts.values()].flatMap((part) => (part.what === 'step' && isTriggerPart(sides, part) ? [part.id] : []))

/** Values it reads have to be there, as the draft has them; a step that goes may be read by nobody who stays. */
function readable(sides: Sides, part: Part): string[] {
  if (part.what === 'step' && part.kind === 'gone') return readersOf(sides, part.stepId)
  if (part.what !== 'step' && part.what !== 'property') return []
  const step = sides.is.get(part.stepId)
  if (step === undefined) return []
  const value = part.what === 'step' ? step : propertiesOf(step, sides.was.get(step.id) ?? step).get(part.property)
  const collected = step.kind === 'loop' && step.collect !== undefined ? [step.collect] : []
  const needsCollected = part.what === 'step' || part.property === 'collect'
  const inside = needsCollected ? collected.flatMap((id) => [stepPart(id), movePart(id)]) : []
  return [...inside, ...readsIn(value)]
}

function readsIn(value: unknown): string[] {
  return readsOf(value).flatMap(({ stepId, key }) => [
    stepPart(stepId),
    ...['does', 'trigger', 'outputSchema', 'list'].map((property) => propertyPart(stepId, property)),
    ...(key === null ? [] : [propertyPart(stepId, `fields.${key}`)]),
  ])
}

function readersOf({ was, is, parts }: Sides, stepId: string): string[] {
  return [...was.values()].flatMap((step) => {
    if (step.id === stepId) return []
    if (parts.has(stepPart(step.id)))
      return readsOf(step).some((read) => read.stepId === stepId) ? [stepPart(step.id)] : []
    return [...propertiesOf(step, is.get(step.id) ?? step)].flatMap(([property, value]) =>
      readsOf(value).some((read) => read.stepId === stepId) ? [propertyPart(step.id, property)] : [],
    )
  })
}

const touches =
  (stepId: string) =>
  ({ from, to }: Edge): boolean =>
    from === stepId || to === stepId

const movePart = (stepId: string): string => propertyPart(stepId, 'parent')

/** Another kind of step at the same id may stand elsewhere, too. */
const replacedPart = ({ was, is }: Sides, stepId: string): string =>
  placeOf(was.get(stepId) ?? {}) === placeOf(is.get(stepId) ?? {}) ? '' : stepPart(stepId)
