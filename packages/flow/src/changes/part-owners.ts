import type { Edge } from '../document.ts'
import { portsOf } from '../ports.ts'
import type { Sides } from './part-needs.ts'
import { cablePart, type Part, propertyPart, stepPart } from './parts.ts'

/**
 * Which part a cable is told with: a person sees a new step and not its three cables. A part that owns itself is a change
 * of its own.
 */
export function ownersOf(sides: Sides): Map<string, string> {
  const owners = new Map<string, string>()
  for (const part of sides.parts.values()) owners.set(part.id, part.what === 'cable' ? ownerOf(sides, part) : part.id)
  pairPlugs(sides, owners)
  return owners
}

type Cable = Part & { what: 'cable' }

function ownerOf(sides: Sides, part: Cable): string {
  const { edge } = part
  const step = part.kind === 'new' ? cameWith(sides, edge) : wentWith(sides, edge)
  if (step !== null) return step
  const candidates = [
    stepPart(edge.to),
    stepPart(edge.from),
    propertyPart(edge.to, 'parent'),
    propertyPart(edge.from, 'parent'),
  ]
  const owner = candidates.find((id) => sides.parts.has(id))
  if (owner !== undefined) return owner
  const cases = propertyPart(edge.from, 'cases')
  return sides.parts.has(cases) && isWayOfOneSide(sides, edge) ? cases : part.id
}

/** With a new step at either end, or as the way around one that goes. */
function cameWith(sides: Sides, edge: Edge): string | null {
  if (isStep(sides, edge.to, 'new')) return stepPart(edge.to)
  if (isStep(sides, edge.from, 'new')) return stepPart(edge.from)
  const over = sides.live.edges.find(
    ({ from, port, to }) => from === edge.from && port === edge.port && isStep(sides, to, 'gone'),
  )
  return over === undefined ? null : stepPart(over.to)
}

/** With a step that goes, or to make room for a new one in its middle. */
function wentWith(sides: Sides, edge: Edge): string | null {
  if (isStep(sides, edge.to, 'gone')) return stepPart(edge.to)
  if (isStep(sides, edge.from, 'gone')) return stepPart(edge.from)
  const instead = sides.draft.edges.find(
    ({ from, port, to }) => from === edge.from && port === edge.port && isStep(sides, to, 'new'),
  )
  return instead === undefined ? null : stepPart(instead.to)
}

/** One plug pulled and put elsewhere is one change: "leads to C, and no longer to B". */
function pairPlugs(sides: Sides, owners: Map<string, string>): void {
  const loose = [...sides.parts.values()].filter(
    (part): part is Cable => part.what === 'cable' && owners.get(part.id) === part.id,
  )
  for (const [, cables] of Map.groupBy(loose, ({ edge }) => `${edge.from}/${edge.port}`)) {
    const [come, ...more] = cables.filter(({ kind }) => kind === 'new')
    const [go, ...others] = cables.filter(({ kind }) => kind === 'gone')
    if (come === undefined || go === undefined || more.length + others.length > 0) continue
    owners.set(go.id, cablePart(come.edge))
  }
}

function isStep({ parts }: Sides, stepId: string, kind: 'new' | 'gone'): boolean {
  const part = parts.get(stepPart(stepId))
  return part?.what === 'step' && part.kind === kind
}

function isWayOfOneSide({ was, is }: Sides, edge: Edge): boolean {
  const [before, after] = [was.get(edge.from), is.get(edge.from)].map(
    (step) => step !== undefined && portsOf(step).some(({ id }) => id === edge.port),
  )
  return before !== after
}
