import type { Edge, FlowDocument, Step } from '../document.ts'
import { uniqueId } from '../operations/unique-id.ts'
import { type Result, refuse, succeed } from '../result.ts'
import { compareSides, groupsOf } from './changes.ts'
import type { Sides } from './part-needs.ts'
import { byId, cablePart, notePart, type Part, stepPart } from './parts.ts'
import { withProperties } from './properties.ts'

/**
 * The live version with the chosen changes of the draft, by their ids; the rest as it is live. With every one of them
 * it is the draft, with none the live version. An id that is no change of this draft is given back as the error.
 */
export function includeChanges(
  live: FlowDocument | null,
  draft: FlowDocument,
  changeIds: readonly string[],
): Result<FlowDocument, { unknown: string[] }> {
  const sides = compareSides(live, draft)
  const groups = groupsOf(sides)
  const unknown = changeIds.filter((id) => !groups.has(id))
  if (unknown.length > 0) return refuse({ unknown })
  const chosen = new Map(changeIds.flatMap((id) => (groups.get(id) ?? []).map((part) => [part.id, part] as const)))
  if (chosen.size === sides.parts.size) return succeed(draft)
  if (chosen.size === 0) return succeed(sides.live)
  return succeed({
    ...sides.live,
    steps: mergeSteps(sides, chosen),
    edges: mergeEdges(sides, chosen),
    notes: mergeNotes(sides, chosen),
  })
}

type Chosen = ReadonlyMap<string, Part>

/** In the draft's order; a step that stays although the draft lacks it comes where it was. */
function mergeSteps({ live, draft, was }: Sides, chosen: Chosen): Step[] {
  const merged = draft.steps.flatMap((step) => {
    const before = was.get(step.id)
    const isTaken = chosen.has(stepPart(step.id))
    if (before === undefined) return isTaken ? [step] : []
    const position = chosen.has('layout') ? step.position : before.position
    if (isTaken) return [{ ...step, position }]
    return [{ ...withProperties(before, step, chosenProperties(step.id, chosen)), position }]
  })
  const present = new Set(draft.steps.map(({ id }) => id))
  live.steps.forEach((step, index) => {
    if (!present.has(step.id) && !chosen.has(stepPart(step.id))) merged.splice(index, 0, step)
  })
  return merged
}

function chosenProperties(stepId: string, chosen: Chosen): Set<string> {
  const names = new Set<string>()
  for (const part of chosen.values()) if (part.what === 'property' && part.stepId === stepId) names.add(part.property)
  return names
}

function mergeEdges({ live, draft, parts }: Sides, chosen: Chosen): Edge[] {
  const stays = (edge: Edge) => !chosen.has(cablePart(edge))
  const comes = (edge: Edge) => parts.has(cablePart(edge)) && !stays(edge)
  const merged = live.edges.filter(stays)
  const taken = new Set(merged.map(({ id }) => id))
  for (const edge of draft.edges.filter(comes)) {
    // A plug put elsewhere keeps its cable's id: where the old cable stays as well, the new one takes another.
    const id = taken.has(edge.id) ? uniqueId(edge.id, taken) : edge.id
    taken.add(id)
    merged.push({ ...edge, id })
  }
  return merged
}

function mergeNotes({ live, draft }: Sides, chosen: Chosen): FlowDocument['notes'] {
  const now = byId(draft.notes)
  const before = byId(live.notes)
  const kept = live.notes.flatMap((note) => {
    if (!chosen.has(notePart(note.id))) return [note]
    return now.get(note.id) ?? []
  })
  return [...kept, ...draft.notes.filter(({ id }) => !before.has(id) && chosen.has(notePart(id)))]
}
