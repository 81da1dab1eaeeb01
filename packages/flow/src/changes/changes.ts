import type { FlowDocument } from '../document.ts'
import type { Change } from './change.ts'
import { type ChangeContext, describeChange } from './describe-change.ts'
import { partNeeds, type Sides, sidesOf } from './part-needs.ts'
import { ownersOf } from './part-owners.ts'
import { type Part, partsOf } from './parts.ts'

/** What a draft changes on a version, in the order of the draft's steps. `live` is null before the first publishing. */
export function changesBetween(live: FlowDocument | null, draft: FlowDocument, context: ChangeContext): Change[] {
  const sides = compareSides(live, draft)
  const groups = groupsOf(sides)
  const needs = needsBetween(sides, groups)
  const rank = rankOf(draft)
  return [...groups]
    .map(([id, parts]) => {
      const told = describeChange(sides, parts, context)
      return { id, ...told, needs: closureOf(id, needs), parts: parts.map((part) => part.id) }
    })
    .sort((a, b) => rank(a) - rank(b))
}

/** Ids of all changes that the chosen ones cannot be taken over without, the chosen ones among them where they need each other. */
export function neededBy(
  { live, draft }: { live: FlowDocument | null; draft: FlowDocument },
  chosen: readonly string[],
): string[] {
  const sides = compareSides(live, draft)
  const needs = needsBetween(sides, groupsOf(sides))
  return [...new Set(chosen.flatMap((id) => closureOf(id, needs)))]
}

/** The ids of what one change of a draft touched, to be remembered with its author. */
export const touchedParts = (before: FlowDocument, after: FlowDocument): string[] =>
  before === after ? [] : partsOf(before, after).map(({ id }) => id)

export const EMPTY_DOCUMENT: FlowDocument = { schemaVersion: 1, steps: [], edges: [], notes: [] }

export function compareSides(live: FlowDocument | null, draft: FlowDocument): Sides {
  const before = live ?? EMPTY_DOCUMENT
  return sidesOf(before, draft, partsOf(before, draft))
}

/** Parts by the change they are told in; its own part, which gives the change its id, comes first. */
export function groupsOf(sides: Sides): Map<string, Part[]> {
  const owners = ownersOf(sides)
  const groups = new Map<string, Part[]>()
  for (const part of sides.parts.values()) if (owners.get(part.id) === part.id) groups.set(part.id, [part])
  for (const part of sides.parts.values()) {
    const owner = owners.get(part.id)
    if (owner !== undefined && owner !== part.id) groups.get(owner)?.push(part)
  }
  return groups
}

function needsBetween(sides: Sides, groups: ReadonlyMap<string, Part[]>): Map<string, Set<string>> {
  const changeOf = new Map([...groups].flatMap(([id, parts]) => parts.map((part) => [part.id, id] as const)))
  const ofParts = partNeeds(sides)
  return new Map(
    [...groups].map(([id, parts]) => {
      const needed = parts.flatMap((part) =>
        [...(ofParts.get(part.id) ?? [])].flatMap((need) => changeOf.get(need) ?? []),
      )
      return [id, new Set(needed.filter((need) => need !== id))]
    }),
  )
}

function closureOf(start: string, needs: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const all = new Set<string>()
  const open = [start]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const need of needs.get(id) ?? []) {
      if (need === start || all.has(need)) continue
      all.add(need)
      open.push(need)
    }
  }
  return [...all]
}

/** Steps in the draft's order, then what is gone, notes, and the canvas. */
function rankOf(draft: FlowDocument): (change: Pick<Change, 'stepId' | 'kind'>) => number {
  const places = new Map(draft.steps.map(({ id }, index) => [id, index]))
  return ({ stepId }) => (stepId === null ? draft.steps.length + 1 : (places.get(stepId) ?? draft.steps.length))
}
